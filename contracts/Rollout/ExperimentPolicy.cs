namespace ServerlessML.Contracts.Rollout;

/// <summary>What a step must show before the next: the treated arm's metric, higher is better, against the control's.</summary>
public sealed record ExperimentPolicy
{
    public required string Metric { get; init; }
    public MetricType Kind { get; init; } = MetricType.Proportion;

    /// <summary>Relative loss that still counts as not inferior; null where the lift must be shown to be above zero.</summary>
    public double? Margin { get; init; }

    /// <summary>Over all steps together, each with an equal part.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Units of both arms at which the interval is tightest.</summary>
    public double Tuning { get; init; } = 5000;

    /// <summary>Units of each arm before anything is said.</summary>
    public long MinPerArm { get; init; } = 100;

    /// <summary>
    /// The time from the rollout's first step to the experiment's end; what is not shown by then is decided by <see cref="AtHorizon"/>.
    /// </summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(7);

    public HorizonRule AtHorizon { get; init; } = HorizonRule.Ask;

    /// <summary>The sums' x is a covariate from before the rollout.</summary>
    public bool Covariate { get; init; }

    /// <summary>How long before the rollout each key's past is taken from, to adjust by it (CUPED); null for no adjustment.</summary>
    public TimeSpan? Cuped { get; init; }

    /// <summary>Null for the confidence sequence.</summary>
    public JudgeMethod? Method { get; init; }

    /// <summary>The least difference that matters to mSPRT, in the metric's units; null for other methods.</summary>
    public double? Effect { get; init; }

    /// <summary>The design of a group-sequential test; null for other methods.</summary>
    public SequentialDesign? Design { get; init; }

    /// <summary>The settings of a canary judgement; null for other methods.</summary>
    public CanaryPolicy? Canary { get; init; }
}

/// <summary>What becomes of a rollout whose experiment has shown nothing by its horizon.</summary>
public enum HorizonRule
{
    /// <summary>The traffic stays as it is until a person says go on or go back.</summary>
    Ask,

    /// <summary>The champion takes all traffic again.</summary>
    RollBack,

    /// <summary>The new version goes on: nothing was shown against it.</summary>
    Accept,
}

/// <summary>How an experiment decides at each look.</summary>
public enum JudgeMethod
{
    /// <summary>An interval of the lift that holds at all looks.</summary>
    ConfidenceSequence,

    /// <summary>Mixture sequential probability ratio test; needs <see cref="ExperimentPolicy.Effect"/>.</summary>
    Msprt,

    /// <summary>Planned analyses up to a fixed number of units; needs <see cref="ExperimentPolicy.Design"/>.</summary>
    GroupSequential,

    /// <summary>
    /// Score of metrics over the stretches between looks, in the manner of Kayenta. Nothing in it corrects for repeated looks.
    /// </summary>
    Canary,
}

/// <summary>A group-sequential design: when a step is analysed, and when it has seen all that it will.</summary>
public sealed record SequentialDesign
{
    /// <summary>The number of units of both arms together at which a step's design ends.</summary>
    public required long Units { get; init; }

    /// <summary>
    /// Parts of the units at which a step is analysed, ascending to 1. An analysis is made at the first look that has them.
    /// </summary>
    public IReadOnlyList<double> Analyses { get; init; } = [0.25, 0.5, 0.75, 1];

    public AlphaSpending Spending { get; init; } = AlphaSpending.OBrienFleming;
}

/// <summary>How a group-sequential design spends its alpha over the analyses (Lan and DeMets 1983).</summary>
public enum AlphaSpending
{
    /// <summary>Little early, nearly all of it at the end.</summary>
    OBrienFleming,

    /// <summary>Evenly: earlier ends, less power at the last analysis.</summary>
    Pocock,
}
