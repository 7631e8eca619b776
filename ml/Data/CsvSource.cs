namespace ServerlessML.Ml.Data;

/// <summary>RFC 4180 with a header line, in UTF-8. Columns are read by place, so that names in the header never reach SQL.</summary>
internal static class CsvSource
{
    public static FileSource Open(LocalDataFile file)
    {
        var names = CsvHeader.Read(file);
        var columns = string.Join(", ", names.Select((_, index) => $"'c{index}': 'VARCHAR'"));
        var options = $$"""
            {{Sql.Literal(Path.GetFullPath(file.Path))}}, auto_detect = false, header = true, columns = { {{columns}} },
            delim = ',', quote = '"', escape = '"', hive_partitioning = false
            """;
        return new()
        {
            File = file,
            Columns = [.. names.Select((name, index) => new FileColumn(name, $"c{index}", null))],
            Strict = $"read_csv({options})",
            Lenient = $"read_csv({options}, store_rejects = true, rejects_limit = 0)",
            LinesOf = (rows, skipped) => CsvLines.Of(file, rows, skipped),
        };
    }
}
