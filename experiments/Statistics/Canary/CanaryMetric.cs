namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>One metric's values over the same stretch of time, and how it is judged.</summary>
public sealed record CanaryMetric
{
    public required string Name { get; init; }
    public required IReadOnlyList<double> Control { get; init; }
    public required IReadOnlyList<double> Canary { get; init; }
    public CanaryDirection Direction { get; init; } = CanaryDirection.Either;
    public double Weight { get; init; } = 1;

    /// <summary>The confidence level of the interval of its shift; null for that of the settings.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether the metric's failure fails all.</summary>
    public bool Critical { get; init; }

    /// <summary>Ratio of means up to which an increase is let pass, 1 or more.</summary>
    public double AllowedIncrease { get; init; } = 1;

    /// <summary>Ratio of means down to which a decrease is let pass, at most 1.</summary>
    public double AllowedDecrease { get; init; } = 1;
}
