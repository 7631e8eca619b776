namespace ServerlessML.Experiments.Statistics;

/// <summary>How a confidence sequence is made.</summary>
public sealed record SequenceSettings
{
    /// <summary>Probability of ever missing the truth.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Units of both arms at which the sequence is tightest.</summary>
    public double Tuning { get; init; } = 5000;

    public SampleGuard Guard { get; init; } = new();
}
