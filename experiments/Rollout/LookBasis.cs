namespace ServerlessML.Experiments.Rollout;

/// <summary>What a verdict rests on: the counts of one look of a step, and the evidence that the looks before it left.</summary>
public sealed record LookBasis
{
    /// <summary>The treated arm's planned share of the two arms' units since the step began, 0 to 1; 1 where no control serves.</summary>
    public required double Share { get; init; }

    /// <summary>Since the step began, under that share: counts of other shares do not add up.</summary>
    public required ArmStatistics Control { get; init; }
    public required ArmStatistics Treated { get; init; }

    /// <summary>Evidence of the steps before, as the last look of the step before gave it.</summary>
    public RolloutEvidence Before { get; init; } = RolloutEvidence.None;

    /// <summary>The evidence that the look before, of this step, gave.</summary>
    public RolloutEvidence Last { get; init; } = RolloutEvidence.None;

    /// <summary>Steps of the plan that compare the arms; they share the experiment's alpha.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Whether the step waits for nothing: then no traffic is no reason to hold.</summary>
    public bool IsImmediate { get; init; }

    /// <summary>Why nothing could be counted; null when it could.</summary>
    public string? Unavailable { get; init; }
}
