namespace ServerlessML.Ml.Statistics;

public sealed record BootstrapSettings
{
    public double Confidence { get; init; } = 0.95;
    public int Resamples { get; init; } = 2000;
    public long Seed { get; init; } = 1;
}
