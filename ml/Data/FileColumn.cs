namespace ServerlessML.Ml.Data;

/// <summary>A column as a file has it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Expression">SQL that reads it from the file's source.</param>
/// <param name="StoredType">DuckDB's type of it; null where the format only has text.</param>
internal sealed record FileColumn(string Name, string Expression, string? StoredType)
{
    private static readonly string[] Numeric =
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "FLOAT",
        "DOUBLE",
    ];

    public bool IsNumeric =>
        StoredType is null || Numeric.Contains(StoredType) || StoredType.StartsWith("DECIMAL", StringComparison.Ordinal);

    public bool IsScalar =>
        StoredType is null
        || !(StoredType is "BLOB" or "BIT" || StoredType.EndsWith(']') || StoredType.Contains('(', StringComparison.Ordinal))
        || StoredType.StartsWith("DECIMAL", StringComparison.Ordinal)
        || StoredType.StartsWith("ENUM", StringComparison.Ordinal);

    public string Text => StoredType is null or "VARCHAR" ? Expression : $"CAST({Expression} AS VARCHAR)";

    public string Number => StoredType is null ? $"TRY_CAST({Expression} AS DOUBLE)" : $"CAST({Expression} AS DOUBLE)";
}
