namespace ServerlessML.Workflows.Rollout;

/// <summary>Read what both arms have done under one plan, judge it, and keep both.</summary>
public sealed record JudgeLookRequest
{
    public required ArmsRequest Arms { get; init; }
    public required RolloutPolicy Policy { get; init; }

    /// <summary>The look before, of the same step, whose evidence this one goes on from; null for none.</summary>
    public int? Last { get; init; }

    /// <summary>The last look of the step before, whose evidence this one adds to; null for none.</summary>
    public int? Before { get; init; }

    /// <summary>
    /// The evidence of the look before, where no look has it: of rollouts that began before December 2026, until June 2027.
    /// </summary>
    public RolloutEvidence? CarriedLast { get; init; }

    /// <summary>
    /// The evidence of the step before, where no look has it: of rollouts that began before December 2026, until June 2027.
    /// </summary>
    public RolloutEvidence? CarriedBefore { get; init; }
}
