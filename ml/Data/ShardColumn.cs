namespace ServerlessML.Ml.Data;

/// <summary>
/// A column of the contract as the shard's table holds it: <c>n{i}</c> clean numbers, <c>b{i}</c> texts that are none, <c>c{i}</c>
/// categories and texts, of which <c>n{i}</c> is the number of words.
/// </summary>
internal sealed record ShardColumn(ColumnDefinition Definition, int Index, FileColumn Source)
{
    public bool IsNumber => !Definition.Type.IsString;

    public bool IsText => Definition.Type == ColumnType.Text;

    /// <summary>What is profiled as a number: of a text how many words it has; null for categories.</summary>
    public string? Figure => IsNumber || IsText ? $"n{Index}" : null;

    public string Value => IsNumber ? $"n{Index}" : $"c{Index}";

    /// <summary>Numbers only: cells that hold something other than a number, or than a whole one.</summary>
    public string Bad => $"b{Index}";

    /// <summary>The file has the column in a type that can be read as the definition's.</summary>
    public bool IsReadable =>
        !IsNumber ? Source.IsScalar
        : Definition.IsDate ? Source.IsText || Source.IsTime || Source.IsNumeric
        : Source.IsNumeric || (Definition.Type == ColumnType.Boolean && Source.IsText);

    /// <summary>SQL of the cell's number: of a date <see cref="CanonicalTime"/>.</summary>
    private string Number => Definition.IsDate ? DateCells.Minutes(Source, Definition) : Source.Number;

    public string Select =>
        IsText ? WordCells.Select(Source, Value, Figure!)
        : IsNumber ? $"{Clean} AS {Value}, CASE WHEN {Wrong} THEN {Source.Raw} END AS {Bad}"
        : $"NULLIF({Source.Text}, '') AS {Value}";

    private string IsClean =>
        Definition.IsDate
            ? $"{Number} IS NOT NULL"
            : $"{Number} IS NOT NULL AND isfinite({Number})"
                + (Definition.Type == ColumnType.Number ? "" : $" AND {Number} = floor({Number})");

    private string Clean => $"CASE WHEN {IsClean} THEN {Number} END";

    // NaN is how the model is told of a missing number, whoever writes it.
    private string Wrong => $"trim({Source.Raw}) <> '' AND NOT ({IsClean}) AND NOT coalesce(isnan({Number}), false)";
}
