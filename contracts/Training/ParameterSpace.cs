namespace ServerlessML.Contracts;

/// <summary>What one parameter of a recipe may be: one of <see cref="Values"/>, or from <see cref="From"/> to <see cref="To"/>.</summary>
public sealed record ParameterSpace
{
    public required string Name { get; init; }
    public IReadOnlyList<string>? Values { get; init; }
    public double? From { get; init; }
    public double? To { get; init; }
    public ParameterScale Scale { get; init; }

    /// <summary>Of a range in a grid: points on it, the ends included.</summary>
    public int Steps { get; init; } = 3;
}
