using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>Counts what one version does in one lane under one plan.</summary>
public sealed class ArmCounter
{
    private const int Rows = 0;
    private const int Nanoseconds = 1;
    private const int Latency = 2;
    private const int Predictions = Latency + LatencyBuckets.Count;
    private const int DifferentRows = Predictions + ArmCounts.PredictionBins;
    private const int DifferenceSum = DifferentRows + 1;
    private const int DifferenceMax = DifferenceSum + 1;
    private const int Agreeing = DifferenceMax + 1;
    private const int Differences = Agreeing + 1;
    private const int Features = Differences + ShadowDifferences.Bins;

    private readonly FeatureBins _features;
    private readonly StripedCounts _counts;
    private readonly FaultCounts _faults = new();
    private long _rejected;
    private long _errors;
    private long _dropped;

    public ArmCounter(int version, Digest model, Lane lane, ScoringPlan plan, DatasetProfile? profile)
    {
        (Version, Model, Lane) = (version, model, lane);
        _features = new FeatureBins(plan, profile, Features);
        _counts = new StripedCounts(_features.End);
    }

    public int Version { get; }

    public Digest Model { get; }

    public Lane Lane { get; }

    public void Answered(RowBatch batch, TimeSpan latency)
    {
        using var counts = _counts.Take();
        counts.Add(Rows, batch.Count);
        counts.Add(Nanoseconds, (long)latency.TotalNanoseconds);
        counts.Add(Latency + LatencyBuckets.Of(latency));
        foreach (var probability in batch.Probabilities.AsSpan(0, batch.Count))
        {
            counts.Add(Predictions + Math.Clamp((int)(probability * ArmCounts.PredictionBins), 0, ArmCounts.PredictionBins - 1));
        }

        _features.Count(batch, counts);
    }

    /// <summary>A shadow's probabilities beside those that were answered, row by row.</summary>
    public void Compared(ReadOnlySpan<float> answered, ReadOnlySpan<float> shadow)
    {
        using var counts = _counts.Take();
        for (var row = 0; row < answered.Length; row++)
        {
            var difference = (double)shadow[row] - answered[row];
            var size = (long)Math.Round(Math.Abs(difference) / ShadowDifferences.Unit);
            counts.Add(DifferentRows);
            counts.Add(DifferenceSum, size);
            counts.Raise(DifferenceMax, size);
            counts.Add(Agreeing, (shadow[row] >= 0.5f) == (answered[row] >= 0.5f) ? 1 : 0);
            counts.Add(Differences + Math.Clamp((int)((difference + 1) / 2 * ShadowDifferences.Bins), 0, ShadowDifferences.Bins - 1));
        }
    }

    /// <param name="code">The problem's.</param>
    /// <param name="byModel">The model was at fault, rather than the request.</param>
    public void Failed(string code, bool byModel)
    {
        Interlocked.Increment(ref byModel ? ref _errors : ref _rejected);
        _faults.Add(code);
    }

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public ArmCounts Read()
    {
        var sums = _counts.Sums();
        var latency = sums.AsSpan(Latency, LatencyBuckets.Count).ToArray();
        return new()
        {
            Version = Version,
            Model = Model,
            Lane = Lane,
            Requests = latency.Sum(),
            Rows = sums[Rows],
            Rejected = Interlocked.Read(ref _rejected),
            Errors = Interlocked.Read(ref _errors),
            Faults = _faults.Read(),
            LatencyNanoseconds = sums[Nanoseconds],
            Latency = latency,
            Predictions = sums.AsSpan(Predictions, ArmCounts.PredictionBins).ToArray(),
            Features = _features.Read(sums),
            Dropped = Interlocked.Read(ref _dropped),
            Differences = Lane != Lane.Shadow ? null : new()
            {
                Rows = sums[DifferentRows],
                AbsoluteSum = sums[DifferenceSum],
                AbsoluteMax = _counts.Greatest(DifferenceMax),
                Agreeing = sums[Agreeing],
                Histogram = sums.AsSpan(Differences, ShadowDifferences.Bins).ToArray(),
            },
        };
    }
}
