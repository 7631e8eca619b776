namespace ServerlessML.Experiments.Statistics.Canary;

public sealed record CanarySettings
{
    /// <summary>The confidence level of the interval of the shift.</summary>
    public double Confidence { get; init; } = 0.98;

    /// <summary>Part of the estimated shift that the interval must clear.</summary>
    public double Tolerance { get; init; } = 0.25;

    /// <summary>Interquartile ranges beyond the quartiles at which a value is dropped.</summary>
    public double OutlierFactor { get; init; } = 3;

    /// <summary>Score, 0 to 100, from which the canary passes.</summary>
    public double PassScore { get; init; } = 90;

    /// <summary>Score below which it fails.</summary>
    public double MarginalScore { get; init; } = 75;
}
