namespace ServerlessML.Contracts;

/// <summary>A group-sequential design: when a step is analysed, and when it has seen all that it will.</summary>
public sealed record SequentialDesign
{
    /// <summary>Of both arms, at which a step's design ends.</summary>
    public required long Units { get; init; }

    /// <summary>Parts of the units at which a step is analysed, ascending to 1. An analysis is made at the first look that has them.</summary>
    public IReadOnlyList<double> Analyses { get; init; } = [0.25, 0.5, 0.75, 1];

    public AlphaSpending Spending { get; init; } = AlphaSpending.OBrienFleming;
}
