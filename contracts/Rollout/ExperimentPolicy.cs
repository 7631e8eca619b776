namespace ServerlessML.Contracts;

/// <summary>What a step must show before the next: the treated arm's metric, higher is better, against the control's.</summary>
public sealed record ExperimentPolicy
{
    public required string Metric { get; init; }
    public MetricKind Kind { get; init; } = MetricKind.Proportion;

    /// <summary>Relative loss that still counts as not inferior; null where the lift must be shown to be above zero.</summary>
    public double? Margin { get; init; }

    /// <summary>Over all steps together, each with an equal part.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Units of both arms at which the interval is tightest.</summary>
    public double Tuning { get; init; } = 5000;

    /// <summary>Units of each arm before anything is said.</summary>
    public long MinPerArm { get; init; } = 100;

    /// <summary>From the rollout's first step; what is not shown by then is decided by <see cref="AtHorizon"/>.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(7);

    public HorizonRule AtHorizon { get; init; } = HorizonRule.Ask;

    /// <summary>The sums' x is a covariate from before the rollout.</summary>
    public bool Covariate { get; init; }

    /// <summary>How long before the rollout each key's past is taken from, to adjust by it (CUPED); null for no adjustment.</summary>
    public TimeSpan? Cuped { get; init; }

    /// <summary>Null for the confidence sequence.</summary>
    public JudgeMethod? Method { get; init; }

    /// <summary>Of mSPRT: the least difference that matters, in the metric's units.</summary>
    public double? Effect { get; init; }

    /// <summary>Of group-sequential tests.</summary>
    public SequentialDesign? Design { get; init; }

    /// <summary>Of the canary.</summary>
    public CanaryPolicy? Canary { get; init; }
}
