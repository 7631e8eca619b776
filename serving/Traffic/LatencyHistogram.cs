namespace ServerlessML.Serving;

/// <summary>Counts by fixed buckets, eight to each doubling from 1 µs to over a minute: a quantile is at most 9 % above the true one. Safe for many writers.</summary>
public sealed class LatencyHistogram
{
    private const int BucketsPerDoubling = 8;
    private const int Doublings = 26;

    private readonly long[] _counts = new long[BucketsPerDoubling * Doublings];

    public void Record(TimeSpan elapsed)
    {
        var micros = Math.Max(elapsed.TotalMicroseconds, 1);
        var bucket = Math.Min((int)(Math.Log2(micros) * BucketsPerDoubling), _counts.Length - 1);
        Interlocked.Increment(ref _counts[bucket]);
    }

    /// <summary>The upper end of the bucket that holds the quantile, in milliseconds; null when nothing was recorded.</summary>
    /// <param name="share">0 to 1.</param>
    public double? QuantileMs(double share)
    {
        var total = 0L;
        foreach (ref var count in _counts.AsSpan())
        {
            total += Volatile.Read(ref count);
        }

        var rank = Math.Max(1, (long)Math.Ceiling(total * share));
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += Volatile.Read(ref _counts[bucket]);
            if (seen >= rank)
            {
                return Math.Round(Math.Pow(2, (bucket + 1.0) / BucketsPerDoubling) / 1000, 4);
            }
        }

        return null;
    }
}
