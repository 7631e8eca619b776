namespace ServerlessML.Ml.Evaluation;

public static class RocCurve
{
    /// <summary>The curve from (0,0) to (1,1), thinned to about as many points as asked for.</summary>
    public static IReadOnlyList<RocPoint> Points(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int most = 200)
    {
        var (sorted, order) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, order);
        double positives = labels.Count(true);
        var negatives = labels.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new OneClassException(labels.Length, positives > 0);
        }

        var points = new List<RocPoint> { new(0, 0, double.PositiveInfinity) };
        var every = Math.Max(1, sorted.Length / most);
        var (hits, alarms) = (0, 0);
        for (int i = sorted.Length - 1, last = 0; i >= 0; i--)
        {
            hits += order[i] ? 1 : 0;
            alarms += order[i] ? 0 : 1;
            var whole = i == 0 || sorted[i - 1] != sorted[i];
            if (whole && (i == 0 || hits + alarms - last >= every))
            {
                points.Add(new RocPoint(alarms / negatives, hits / positives, sorted[i]));
                last = hits + alarms;
            }
        }

        return points;
    }
}
