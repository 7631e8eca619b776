namespace ServerlessML.Ml.Evaluation;

/// <summary>Precision against recall.</summary>
public static class PrecisionCurve
{
    /// <summary>
    /// Computes the curve's points by falling threshold, thinned to about as many as asked for; the last one is at a recall of one.
    /// </summary>
    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static IReadOnlyList<PrecisionPoint> Points(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int most = 200)
    {
        var all = All(scores, labels);
        var every = Math.Max(1, (all.Count + most - 1) / most);
        return [.. all.Where((_, i) => i % every == 0 || i == all.Count - 1)];
    }

    /// <summary>Precision averaged over the steps in recall, without interpolation.</summary>
    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var (sum, recall) = (0.0, 0.0);
        foreach (var point in All(scores, labels))
        {
            sum += (point.Recall - recall) * point.Precision;
            recall = point.Recall;
        }

        return sum;
    }

    private static List<PrecisionPoint> All(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, order) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, order);
        double positives = labels.Count(true);
        if (positives == 0 || positives == labels.Length)
        {
            throw new OneClassException(labels.Length, positives > 0);
        }

        List<PrecisionPoint> points = [];
        var hits = 0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            hits += order[i] ? 1 : 0;
            if (i == 0 || sorted[i - 1] != sorted[i])
            {
                points.Add(new(hits / positives, (double)hits / (sorted.Length - i), sorted[i]));
            }
        }

        return points;
    }
}
