namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>Adds stretches between looks to what a canary remembers of a step.</summary>
internal static class CanaryStretches
{
    /// <summary>Older ones are let go: what a rollout remembers stays small, and ranks of more pairs cost time at each look.</summary>
    private const int MostIntervals = 100;

    /// <summary>Adds the stretch that ends at this look; gives the same series while one of the arms has seen nothing since.</summary>
    public static CanarySeries Until(this CanarySeries series, ArmStatistics control, ArmStatistics treated)
    {
        if (control.Requests <= series.Control.Requests || treated.Requests <= series.Treated.Requests)
        {
            return series;
        }

        SortedDictionary<string, CanaryValues> metrics = new(series.Metrics.ToDictionary(), StringComparer.Ordinal);
        foreach (var metric in CanaryMeasure.Known)
        {
            // A stretch counts for a metric only where both arms have it.
            if (Between(series.Control, control, metric) is { } mine && Between(series.Treated, treated, metric) is { } other)
            {
                var before = metrics.GetValueOrDefault(metric) ?? new();
                metrics[metric] = new()
                {
                    Control = [.. before.Control.TakeLast(MostIntervals - 1), mine],
                    Treated = [.. before.Treated.TakeLast(MostIntervals - 1), other],
                    Stretches = before.Control.Count < MostIntervals ? null : (before.Stretches ?? before.Control.Count) + 1,
                };
            }
        }

        return new()
        {
            Control = control,
            Treated = treated,
            Metrics = metrics,
        };
    }

    private static double? Between(ArmStatistics earlier, ArmStatistics now, string metric) =>
        metric switch
        {
            CanaryMeasure.ErrorRate => (double)(now.Errors - earlier.Errors) / (now.Requests - earlier.Requests),
            CanaryMeasure.LatencyP99 => Since(earlier.Latency, now.Latency) is { } latency
            && latency.QuantileAtMost(0.99) is { } slow
            && double.IsFinite(slow)
                ? slow
                : null,
            _ => Mean(earlier, now, metric),
        };

    private static double? Mean(ArmStatistics earlier, ArmStatistics now, string metric)
    {
        if (now.Metrics.GetValueOrDefault(metric) is not { } sums)
        {
            return null;
        }

        var since = sums.Since(earlier.Metrics.GetValueOrDefault(metric) ?? Moments.None);
        return since.Count > 0 ? since.MeanY() : null;
    }

    // A look keeps only the bins around what it saw: those of an earlier one are found by their edges.
    private static BinnedCounts? Since(BinnedCounts? earlier, BinnedCounts? now)
    {
        if (now is null || earlier is null)
        {
            return now;
        }

        var before = earlier.Edges.Zip(earlier.Counts).ToDictionary(bin => bin.First, bin => bin.Second);
        var counts = now.Counts.ToArray();
        for (var bin = 0; bin < now.Edges.Count; bin++)
        {
            counts[bin] = Math.Max(0, counts[bin] - before.GetValueOrDefault(now.Edges[bin]));
        }

        counts[^1] = Math.Max(0, counts[^1] - earlier.Counts[^1]);
        return now with { Counts = counts };
    }
}
