namespace ServerlessML.Ml.Data;

/// <summary>Columns that are in a file's folders, as Hive, Spark, Arrow and pandas write them: <c>zone=west/part-0.parquet</c>.</summary>
internal static class PartitionFolders
{
    private const string Nothing = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The file's columns, and those of its folders whose names it does not have itself.</summary>
    public static IReadOnlyList<FileColumn> Beside(IReadOnlyList<FileColumn> columns, string fileName)
    {
        var known = columns.Select(column => CanonicalText.OfName(column.Name)).ToHashSet(StringComparer.Ordinal);
        var folders = fileName
            .Split('/')
            .SkipLast(1)
            .Select(folder => folder.Split('=', 2))
            .Where(parts => parts is [{ Length: > 0 }, _])
            .Select(parts => (Name: Uri.UnescapeDataString(parts[0]), Value: Uri.UnescapeDataString(parts[1])))
            .Where(folder => known.Add(CanonicalText.OfName(folder.Name)))
            .Select(folder => new FileColumn(
                folder.Name,
                folder.Value is "" or Nothing ? "CAST(NULL AS VARCHAR)" : Sql.Literal(folder.Value),
                null
            )
            {
                IsFolder = true,
            })
            .ToList();
        return folders.Count == 0 ? columns : [.. columns, .. folders];
    }
}
