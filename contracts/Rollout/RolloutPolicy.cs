namespace ServerlessML.Contracts;

/// <summary>How traffic moves to an approved version.</summary>
public sealed record RolloutPolicy
{
    public IReadOnlyList<RolloutStep> Steps { get; init; } = [new() { Weight = 100 }];

    /// <summary>Largest share of failed predictions of the new version at a look, 0 to 1.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Fewer requests than this at a look say nothing.</summary>
    public int MinRequests { get; init; }

    /// <summary>How often a step is looked at while it bakes; null for once, at its end.</summary>
    public TimeSpan? LookEvery { get; init; }

    /// <summary>Null where the error rate at each look is all that is watched.</summary>
    public GuardrailPolicy? Guardrails { get; init; }

    /// <summary>Null where a step needs no proof but its guardrails.</summary>
    public ExperimentPolicy? Experiment { get; init; }

    /// <summary>Null for no check of the plumbing first.</summary>
    public AaPolicy? Aa { get; init; }

    /// <summary>Null where live traffic is the first that the new version sees.</summary>
    public ShadowPolicy? Shadow { get; init; }

    /// <summary>Whether looks compare the arms, rather than ask one gateway for an error rate.</summary>
    public bool IsWatched() => LookEvery is not null || Guardrails is not null || Experiment is not null || Aa is not null || Shadow is not null;
}
