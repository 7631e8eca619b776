namespace ServerlessML.Contracts;

/// <summary>The column to predict: one of two values.</summary>
public sealed record LabelDefinition
{
    public required string Name { get; init; }

    /// <summary>Exactly two: the negative, then the positive one, whose probability the model gives.</summary>
    public required IReadOnlyList<string> Values { get; init; }
}
