namespace ServerlessML.Ml.Data;

internal static class ParquetSource
{
    public static FileSource Open(DataSession session, LocalDataFile file)
    {
        var from = $"read_parquet({Sql.Literal(Path.GetFullPath(file.Path))}, binary_as_string = true, hive_partitioning = false)";
        var columns = session
            .Rows($"DESCRIBE SELECT * FROM {from}")
            .Select(row => new FileColumn(row.GetString(0), Sql.Name(row.GetString(0)), row.GetString(1)))
            .ToList();
        return new()
        {
            File = file,
            Columns = columns,
            Strict = from,
            Lenient = from,
        };
    }
}
