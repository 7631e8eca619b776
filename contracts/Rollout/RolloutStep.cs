namespace ServerlessML.Contracts;

/// <summary>One step: the new version's weight, and how long it bakes before the look that ends the step.</summary>
public sealed record RolloutStep
{
    /// <summary>Percent of traffic, more than 0 and at most 100; hundredths count.</summary>
    public required double Weight { get; init; }

    public TimeSpan Bake { get; init; }
}
