namespace ServerlessML.Ml.Data;

/// <summary>A column as a file has it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Expression">SQL that reads it from the file's source.</param>
/// <param name="StoredType">DuckDB's type of it; null where the format only has text.</param>
internal sealed record FileColumn(string Name, string Expression, string? StoredType)
{
    private static readonly string[] Numeric =
    [
        "BOOLEAN",
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

    /// <summary>How numbers are written where they are texts.</summary>
    public NumberFormat Numbers { get; init; } = NumberFormat.Plain;

    /// <summary>The file's path gives it, not its content.</summary>
    public bool IsFolder { get; init; }

    public bool IsText => StoredType is null or "VARCHAR";

    public bool IsNumeric =>
        StoredType is null || Numeric.Contains(StoredType) || StoredType.StartsWith("DECIMAL", StringComparison.Ordinal);

    /// <summary>Dates, with or without a time.</summary>
    public bool IsTime => StoredType == "DATE" || StoredType?.StartsWith("TIMESTAMP", StringComparison.Ordinal) == true;

    public bool IsScalar =>
        StoredType is null
        || !(StoredType is "BLOB" or "BIT" || StoredType.EndsWith(']') || StoredType.Contains('(', StringComparison.Ordinal))
        || StoredType.StartsWith("DECIMAL", StringComparison.Ordinal)
        || StoredType.StartsWith("ENUM", StringComparison.Ordinal);

    /// <summary>SQL of the cell's text, as the file has it.</summary>
    public string Raw => IsText ? Expression : $"CAST({Expression} AS VARCHAR)";

    /// <summary>SQL of the cell's text as a category, which <see cref="CanonicalText"/> has in one form.</summary>
    public string Text =>
        StoredType switch
        {
            "DOUBLE" or "FLOAT" => $"CASE WHEN NOT isnan({Expression}) THEN {Raw} END",
            not null
                when StoredType.StartsWith("DECIMAL", StringComparison.Ordinal) && !StoredType.EndsWith(",0)", StringComparison.Ordinal) =>
                $"rtrim(rtrim({Raw}, '0'), '.')",
            _ => Raw,
        };

    /// <summary>SQL of the text as a number with a decimal point.</summary>
    public string Digits => IsText ? Numbers.Digits(Expression) : Raw;

    public string Number => IsText ? $"TRY_CAST({Digits} AS DOUBLE)" : $"CAST({Expression} AS DOUBLE)";

    /// <summary>The column with null in the cells that have one of the texts or numbers.</summary>
    public FileColumn Without(IReadOnlyList<string> missing)
    {
        var numbers = missing
            .Where(text => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _))
            .Select(text => $"CAST({Sql.Literal(text)} AS DOUBLE)")
            .ToList();
        var conditions = new List<string>();
        if (IsText)
        {
            conditions.Add($"trim({Expression}) IN ({Sql.List(missing)})");
        }

        if (numbers.Count > 0 && IsNumeric)
        {
            conditions.Add($"coalesce({Number} IN ({string.Join(", ", numbers)}), false)");
        }

        return conditions.Count == 0
            ? this
            : this with
            {
                Expression = $"(CASE WHEN {string.Join(" OR ", conditions)} THEN NULL ELSE {Expression} END)",
            };
    }
}
