namespace ServerlessML.Ml.Data;

/// <summary>
/// A column of the contract as the shard's table holds it: <c>n{i}</c> clean numbers, <c>b{i}</c> texts that are none, <c>c{i}</c>
/// categories.
/// </summary>
internal sealed record ShardColumn(ColumnDefinition Definition, int Index, FileColumn Source)
{
    public bool IsNumber => Definition.Type != ColumnType.Category;

    public string Value => IsNumber ? $"n{Index}" : $"c{Index}";

    /// <summary>Numbers only: cells that hold something other than a number, or than a whole one.</summary>
    public string Bad => $"b{Index}";

    public string Select => IsNumber ? $"{Clean} AS {Value}, CASE WHEN {Wrong} THEN {Source.Text} END AS {Bad}" : $"{Present} AS {Value}";

    private string Present => $"NULLIF({Source.Text}, '')";

    private string IsClean =>
        $"{Source.Number} IS NOT NULL AND isfinite({Source.Number})"
        + (Definition.Type == ColumnType.Integer ? $" AND {Source.Number} = floor({Source.Number})" : "");

    private string Clean => $"CASE WHEN {IsClean} THEN {Source.Number} END";

    // NaN is how the model is told of a missing number, whoever writes it.
    private string Wrong => $"trim({Source.Text}) <> '' AND NOT ({IsClean}) AND NOT coalesce(isnan({Source.Number}), false)";
}
