using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>Counts what one version does in one lane under one plan.</summary>
public sealed class ArmCounter
{
    private const int Rows = 0;
    private const int Nanoseconds = 1;
    private const int Latency = 2;
    private const int DifferentRows = Latency + LatencyBuckets.Count;
    private const int DifferenceSum = DifferentRows + 1;
    private const int DifferenceMax = DifferenceSum + 1;
    private const int Agreeing = DifferenceMax + 1;
    private const int Differences = Agreeing + 1;
    private const int Predictions = Differences + ShadowDifferences.Bins;

    private readonly AnswerShape _shape;
    private readonly FeatureBins _features;
    private readonly StripedCounts _counts;
    private readonly FaultCounts _faults = new();
    private long _rejected;
    private long _errors;
    private long _dropped;

    public ArmCounter(int version, Digest model, Lane lane, ScoringPlan plan, DatasetProfile? profile, AnswerShape? shape = null)
    {
        (Version, Model, Lane) = (version, model, lane);
        _shape = shape ?? AnswerShape.Of(plan, null, version);
        _features = new FeatureBins(plan, profile, Predictions + _shape.Bins);
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
        for (var row = 0; row < batch.Count; row++)
        {
            counts.Add(Predictions + _shape.BinOf(batch.AnswerOf(row)));
        }

        _features.Count(batch, counts);
    }

    /// <summary>A shadow's answers beside those that were given, row by row.</summary>
    public void Compared(ReadOnlySpan<float> answered, ReadOnlySpan<float> shadow)
    {
        using var counts = _counts.Take();
        var width = _shape.Task == TaskKind.MultiClass ? _shape.Classes.Count : 1;
        for (var from = 0; from < answered.Length; from += width)
        {
            var (difference, agree) = _shape.Compare(answered.Slice(from, width), shadow.Slice(from, width));
            var size = (long)Math.Round(Math.Abs(difference) / ShadowDifferences.Unit);
            counts.Add(DifferentRows);
            counts.Add(DifferenceSum, size);
            counts.Raise(DifferenceMax, size);
            counts.Add(Agreeing, agree ? 1 : 0);
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
            Predictions = sums.AsSpan(Predictions, _shape.Bins).ToArray(),
            PredictionEdges = _shape.Edges,
            Features = _features.Read(sums),
            Dropped = Interlocked.Read(ref _dropped),
            Differences =
                Lane != Lane.Shadow
                    ? null
                    : new()
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
