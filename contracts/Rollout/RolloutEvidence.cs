namespace ServerlessML.Contracts.Rollout;

/// <summary>Evidence against each limit since the rollout began, as logarithms of e-values by measure. Goes from step to step.</summary>
public sealed record RolloutEvidence
{
    public static RolloutEvidence None { get; } = new();

    public IReadOnlyDictionary<string, double> Logs { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// Analyses of a group-sequential design in this step, in order; null where nothing was analysed. Goes from look to look, not to the
    /// next step.
    /// </summary>
    public IReadOnlyList<DesignAnalysis>? Analyses { get; init; }

    /// <summary>A canary's stretches in this step; null before its first look. Goes from look to look, not to the next step.</summary>
    public CanarySeries? Canary { get; init; }
}

/// <summary>One analysis of a group-sequential design that was made.</summary>
/// <param name="Information">Units of the control times units of the treated arm over units of both.</param>
/// <param name="Fraction">Part of the design's information, at most 1: what alpha was spent by.</param>
/// <param name="Z">The difference's z statistic.</param>
/// <param name="Bound">The bound on the size of z; <see cref="Unbounded"/> where nothing was to be spent yet.</param>
/// <param name="Finding">What it showed.</param>
public sealed record DesignAnalysis(double Information, double Fraction, double Z, double Bound, ShownDirection Finding)
{
    /// <summary>More than any z: numbers in documents are finite.</summary>
    public const double Unbounded = 1e9;
}

/// <summary>What a comparison of two arms has shown so far.</summary>
public enum ShownDirection
{
    /// <summary>Neither, yet; also whenever nothing can be computed.</summary>
    Inconclusive,

    /// <summary>The treated arm is above.</summary>
    Higher,

    /// <summary>The treated arm is below.</summary>
    Lower,
}

/// <summary>What a canary remembers of a step: the counts at its last stretch's end, and each metric's values so far.</summary>
public sealed record CanarySeries
{
    public ArmStatistics Control { get; init; } = ArmStatistics.None;
    public ArmStatistics Treated { get; init; } = ArmStatistics.None;

    public IReadOnlyDictionary<string, CanaryValues> Metrics { get; init; } =
        new SortedDictionary<string, CanaryValues>(StringComparer.Ordinal);
}

/// <summary>One metric's values of the stretches between looks, in order, the same stretches for both arms.</summary>
public sealed record CanaryValues
{
    public IReadOnlyList<double> Control { get; init; } = [];
    public IReadOnlyList<double> Treated { get; init; } = [];

    /// <summary>Stretches so far, once older ones were let go; null before.</summary>
    public int? Stretches { get; init; }
}
