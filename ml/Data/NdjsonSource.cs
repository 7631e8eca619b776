namespace ServerlessML.Ml.Data;

/// <summary>One JSON object a line; its columns are the keys of all objects.</summary>
internal static class NdjsonSource
{
    private const int MaxKeys = 10_000;

    public static FileSource Open(DataSession session, LocalDataFile file)
    {
        var path = Sql.Literal(Path.GetFullPath(file.Path));
        var lenient = $"read_ndjson_objects({path}, ignore_errors = true)";
        var keys = session
            .Rows(
                $"""
                SELECT DISTINCT unnest(json_keys(json)) AS key FROM {lenient} WHERE json_type(json) = 'OBJECT' ORDER BY key LIMIT {MaxKeys}
                """
            )
            .Select(row => row.GetString(0))
            .ToList();
        return new()
        {
            File = file,
            Columns = [.. keys.Select((key, index) => new FileColumn(key, $"cells[{index + 1}]", null))],
            Strict = Cells($"read_ndjson_objects({path})", keys),
            Lenient = Cells(lenient, keys),
            Malformed = "malformed",
        };
    }

    // One pass over each object for all keys; null and a missing key are both missing.
    private static string Cells(string from, List<string> keys) =>
        keys.Count == 0
            ? $"(SELECT json IS NULL OR json_type(json) <> 'OBJECT' AS malformed FROM {from})"
            : $"""
                (SELECT json IS NULL OR json_type(json) <> 'OBJECT' AS malformed,
                        json_extract_string(json, [{Sql.List(keys.Select(Pointer))}]) AS cells FROM {from})
                """;

    private static string Pointer(string key) =>
        "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
