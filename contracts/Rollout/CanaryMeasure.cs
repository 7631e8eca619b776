namespace ServerlessML.Contracts;

/// <summary>One metric of a canary.</summary>
public sealed record CanaryMeasure
{
    public const string ErrorRate = "error-rate";
    public const string LatencyP99 = "latency-p99";

    /// <summary>Those that a canary knows. Errors and latency must not rise, the others must not fall.</summary>
    public static IReadOnlyList<string> Known { get; } = [ErrorRate, LatencyP99, .. OutcomeMetric.Names];

    public required string Metric { get; init; }
    public double Weight { get; init; } = 1;

    /// <summary>Its failure fails all; without values of it nothing passes.</summary>
    public bool Critical { get; init; }

    /// <summary>Relative change of the mean for the worse that is let pass, 0 or more.</summary>
    public double Allow { get; init; }
}
