namespace ServerlessML.Contracts.Serving;

/// <summary>
/// Fixed buckets for latencies, eight to each doubling from 1 µs to over a minute: counts add up exactly, and a quantile is at most 9 %
/// above the true one.
/// </summary>
public static class LatencyBuckets
{
    public const int PerDoubling = 8;
    public const int Count = PerDoubling * 26;

    /// <summary>What is below 1 µs is in the first, what is above the last's end in the last.</summary>
    public static int Of(TimeSpan latency) => Math.Min((int)(Math.Log2(Math.Max(latency.TotalMicroseconds, 1)) * PerDoubling), Count - 1);

    /// <summary>The end of a bucket, exclusive.</summary>
    public static double UpperMicroseconds(int bucket) => Math.Pow(2, (bucket + 1.0) / PerDoubling);

    /// <summary>The upper end of the bucket that holds the quantile, in milliseconds; null when nothing was counted.</summary>
    /// <param name="counts">One a bucket.</param>
    /// <param name="share">0 to 1.</param>
    public static double? QuantileMs(IReadOnlyList<long> counts, double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(counts.Sum() * share));
        var seen = 0L;
        for (var bucket = 0; bucket < counts.Count; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
            {
                return Math.Round(UpperMicroseconds(bucket) / 1000, 4);
            }
        }

        return null;
    }
}
