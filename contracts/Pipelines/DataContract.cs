namespace ServerlessML.Contracts;

/// <summary>The columns that a batch must have. The order is the order of the model's inputs.</summary>
public sealed record DataContract
{
    public required IReadOnlyList<ColumnDefinition> Columns { get; init; }
    public required LabelDefinition Label { get; init; }
}
