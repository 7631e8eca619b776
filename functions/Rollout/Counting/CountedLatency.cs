using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>Latencies as judges take them: in milliseconds, in the gateways' buckets.</summary>
internal static class CountedLatency
{
    // One for each bucket but the last.
    private static readonly double[] Edges =
    [
        .. Enumerable.Range(0, LatencyBuckets.Count - 1).Select(bucket => LatencyBuckets.UpperMicroseconds(bucket) / 1000),
    ];

    /// <summary>Null where nothing was measured.</summary>
    public static BinnedCounts? Of(IReadOnlyList<long> buckets) =>
        buckets.Count == LatencyBuckets.Count ? new() { Edges = Edges, Counts = buckets } : null;

    /// <summary>Leaves out the empty bins below and above, which say nothing and are most of them: a look is kept in a history.</summary>
    public static ArmStatistics Trimmed(ArmStatistics arm)
    {
        if (arm.Latency is not { } latency || latency.Total() == 0)
        {
            return arm with { Latency = null };
        }

        var counts = latency.Counts.ToList();
        // The bin before the first stays: its edge says above what the first one's values are.
        var first = Math.Max(0, counts.FindIndex(count => count > 0) - 1);
        var last = Math.Min(counts.FindLastIndex(count => count > 0) + 1, latency.Edges.Count);
        return arm with
        {
            Latency = new()
            {
                Edges = [.. latency.Edges.Take(first..last)],
                Counts = [.. counts.Take(first..last), counts.Skip(last).Sum()],
            },
        };
    }
}
