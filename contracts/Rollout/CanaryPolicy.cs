using ServerlessML.Contracts.Monitoring;

namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// When a canary passes: each metric's values between looks, both arms', are compared by rank; the score is the weight that passed, 0 to
/// 100.
/// </summary>
public sealed record CanaryPolicy
{
    /// <summary>Score from which it passes.</summary>
    public double PassScore { get; init; } = 90;

    /// <summary>Score below which it fails; between the two it is open.</summary>
    public double MarginalScore { get; init; } = 75;

    /// <summary>Stretches between looks, with traffic on both arms, before anything is said.</summary>
    public int Intervals { get; init; } = 10;

    /// <summary>
    /// Probability that arms which are alike are ever found to differ, over all looks, metrics and steps together; null where each look is
    /// judged for itself.
    /// </summary>
    public double? Alpha { get; init; }

    public IReadOnlyList<CanaryMeasure> Metrics { get; init; } = [];
}

/// <summary>One metric of a canary.</summary>
public sealed record CanaryMeasure
{
    public const string ErrorRate = "error-rate";
    public const string LatencyP99 = "latency-p99";

    /// <summary>Those that a canary knows. Errors and latency must not rise, the others must not fall.</summary>
    public static IReadOnlyList<string> Known { get; } = [ErrorRate, LatencyP99, .. OutcomeMetric.Names];

    public required string Metric { get; init; }
    public double Weight { get; init; } = 1;

    /// <summary>Whether the metric's failure fails all; without values of it nothing passes.</summary>
    public bool Critical { get; init; }

    /// <summary>Relative change of the mean for the worse that is let pass, 0 or more.</summary>
    public double Allow { get; init; }
}
