namespace ServerlessML.Experiments.Rollout;

/// <summary>What one look measured, with an interval that holds at all looks of its step or phase at once.</summary>
public sealed record LiftPoint
{
    /// <summary>The look's.</summary>
    public required int Number { get; init; }
    public RolloutPhase? Phase { get; init; }
    public required int Step { get; init; }

    /// <summary>A text for people: what is measured.</summary>
    public required string Measure { get; init; }

    /// <summary>Whether the values are parts of something, for percent; otherwise they are in the measure's own units.</summary>
    public required bool IsShare { get; init; }

    /// <summary>Null where nothing can be said yet, as are the ends.</summary>
    public double? Estimate { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }

    /// <summary>The plan's: below it, the look speaks against going on. Null for no such limit.</summary>
    public double? Least { get; init; }

    /// <summary>The same above.</summary>
    public double? Most { get; init; }

    /// <summary>Why there is no interval; null where there is one.</summary>
    public string? Reason { get; init; }
}
