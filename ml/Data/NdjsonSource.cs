using System.Text.Json;

namespace ServerlessML.Ml.Data;

/// <summary>One JSON object a line, or a list of objects; the columns are the keys of all objects.</summary>
internal static class NdjsonSource
{
    private const int MaxKeys = 10_000;
    private const int Looked = 200;

    public static FileSource Open(DataSession session, LocalDataFile file, DataContract? contract)
    {
        var isList = FirstCharacter(file.Path) == '[';
        var path = Sql.Literal(Path.GetFullPath(file.Path));
        string From(string options) =>
            isList ? $"read_json_objects({path}, format = 'array'{options})" : $"read_ndjson_objects({path}{options})";
        var lenient = From(isList ? "" : ", ignore_errors = true");
        var keys = session
            .Rows(
                $"""
                SELECT DISTINCT unnest(json_keys(json)) AS key FROM {lenient} WHERE json_type(json) = 'OBJECT' ORDER BY key LIMIT {MaxKeys}
                """
            )
            .Select(row => row.GetString(0))
            .ToList();
        List<(string Name, string Pointer)> cells = [.. keys.Select(key => (key, Pointer([key])))];
        foreach (var (name, place) in NestedPaths.Of(contract, [.. keys.Select(key => new FileColumn(key, "", null))]))
        {
            cells.RemoveAll(cell => cell.Name == name);
            cells.Add((name, Pointer(place.Split('.'))));
        }

        return new()
        {
            File = file,
            Columns = [.. cells.Select((cell, index) => new FileColumn(cell.Name, $"cells[{index + 1}]", null))],
            Strict = Cells(From(""), cells),
            Lenient = Cells(lenient, cells),
            Malformed = "malformed",
            Notes = isList ? ["as one list of objects"] : [],
            Inside = name => Inside(session, lenient, name),
        };
    }

    // One pass over each object for all keys; null and a missing key are both missing.
    private static string Cells(string from, List<(string Name, string Pointer)> cells) =>
        cells.Count == 0
            ? $"(SELECT json IS NULL OR json_type(json) <> 'OBJECT' AS malformed FROM {from})"
            : $"""
                (SELECT json IS NULL OR json_type(json) <> 'OBJECT' AS malformed,
                        json_extract_string(json, [{Sql.List(cells.Select(cell => cell.Pointer))}]) AS cells FROM {from})
                """;

    private static string Pointer(string[] keys) =>
        string.Concat(
            keys.Select(key => "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))
        );

    private static int FirstCharacter(string path)
    {
        using var stream = new BufferedStream(File.OpenRead(path));
        int next;
        do
        {
            next = stream.ReadByte();
        } while (next is ' ' or '\t' or '\r' or '\n');
        return next;
    }

    private static string? Inside(DataSession session, string from, string name)
    {
        foreach (var row in session.Rows($"SELECT CAST(json AS VARCHAR) FROM {from} WHERE json_type(json) = 'OBJECT' LIMIT {Looked}"))
        {
            try
            {
                using var document = JsonDocument.Parse(row.GetString(0));
                if (Inside(document.RootElement, name) is { } path)
                {
                    return path;
                }
            }
            catch (JsonException)
            {
                // NaN is JSON to DuckDB alone; another row will do.
            }
        }

        return null;
    }

    private static string? Inside(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name == name && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                return name;
            }

            if (member.Value.ValueKind == JsonValueKind.Object && Inside(member.Value, name) is { } path)
            {
                return $"{member.Name}.{path}";
            }
        }

        return null;
    }
}
