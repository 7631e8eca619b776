using MathNet.Numerics.Distributions;

namespace ServerlessML.Ml.Statistics;

/// <summary>
/// Measures of group fairness, as Fairlearn defines them, with intervals that hold for all pairs of groups at once: Newcombe's (1998) for
/// differences of shares and Katz's (1978) for ratios, at Bonferroni's level, so that the largest of many differences is not taken for a
/// surprise.
/// </summary>
public static class Fairness
{
    /// <param name="groups">One entry a group.</param>
    /// <param name="leastRows">A rate of fewer rows is not compared.</param>
    /// <param name="confidence">Of each interval.</param>
    public static FairnessReport Of(IReadOnlyList<GroupCounts> groups, long leastRows = 30, double confidence = 0.95)
    {
        var large = groups.Where(group => group.Rows >= Math.Max(1, leastRows)).ToList();
        var selection = large.Select(group => (group.Selected, group.Rows)).ToList();
        var right = Shares(group => group.TruePositives, group => group.Positives);
        var wrong = Shares(group => group.FalsePositives, group => group.Negatives);
        var (truePositives, falsePositives) = (Widest(right, confidence, 2), Widest(wrong, confidence, 2));
        return new()
        {
            DemographicParityDifference = Widest(selection, confidence, 1),
            DemographicParityRatio = Ratio(selection, confidence),
            EqualizedOddsDifference =
                truePositives is null || falsePositives is null
                    ? null
                    : new(
                        Math.Max(truePositives.Estimate, falsePositives.Estimate),
                        Math.Max(truePositives.Low, falsePositives.Low),
                        Math.Max(truePositives.High, falsePositives.High)
                    ),
            FalsePositiveDifference = Widest(wrong, confidence, 1),
            FalseNegativeDifference = Widest(Shares(group => group.FalseNegatives, group => group.Positives), confidence, 1),
            PrecisionDifference = Widest(Shares(group => group.TruePositives, group => group.Selected), confidence, 1),
            Groups = [.. large.Select(group => group.Group)],
            TooSmall = [.. groups.Except(large).Select(group => group.Group)],
        };

        List<(long Hits, long Rows)> Shares(Func<GroupCounts, long> hits, Func<GroupCounts, long> rows) =>
            [.. groups.Where(group => rows(group) >= Math.Max(1, leastRows)).Select(group => (hits(group), rows(group)))];
    }

    /// <summary>Score interval of a share (Wilson 1927).</summary>
    public static Interval Wilson(long positives, long count, double z)
    {
        if (count == 0)
        {
            return new(0, 0, 1);
        }

        var (share, square) = ((double)positives / count, z * z);
        var middle = (share + square / (2 * count)) / (1 + square / count);
        var half = z / (1 + square / count) * Math.Sqrt(share * (1 - share) / count + square / (4.0 * count * count));
        return new(share, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    private static Interval? Widest(List<(long Hits, long Rows)> groups, double confidence, int families)
    {
        if (groups.Count < 2)
        {
            return null;
        }

        var z = Level(groups.Count, confidence, families);
        Interval widest = new(0, 0, 0);
        foreach (var (a, b) in Pairs(groups))
        {
            var (first, second) = (Wilson(a.Hits, a.Rows, z), Wilson(b.Hits, b.Rows, z));
            var difference = first.Estimate - second.Estimate;
            var low = difference - Math.Sqrt(Math.Pow(first.Estimate - first.Low, 2) + Math.Pow(second.High - second.Estimate, 2));
            var high = difference + Math.Sqrt(Math.Pow(first.High - first.Estimate, 2) + Math.Pow(second.Estimate - second.Low, 2));
            widest = new(Math.Max(widest.Estimate, difference), Math.Max(widest.Low, low), Math.Max(widest.High, high));
        }

        return widest;
    }

    private static Interval? Ratio(List<(long Hits, long Rows)> groups, double confidence)
    {
        // A group of which none is selected has no logarithm to reason with.
        if (groups.Count < 2 || groups.Exists(group => group.Hits == 0))
        {
            return null;
        }

        var z = Level(groups.Count, confidence, 1);
        Interval least = new(1, 1, 1);
        foreach (var (a, b) in Pairs(groups))
        {
            var ratio = (double)a.Hits / a.Rows / ((double)b.Hits / b.Rows);
            var reach = Math.Exp(z * Math.Sqrt(Math.Max(0, 1.0 / a.Hits - 1.0 / a.Rows + 1.0 / b.Hits - 1.0 / b.Rows)));
            least = new(Math.Min(least.Estimate, ratio), Math.Min(least.Low, ratio / reach), Math.Min(least.High, ratio * reach));
        }

        return least;
    }

    private static IEnumerable<((long Hits, long Rows) First, (long Hits, long Rows) Second)> Pairs(List<(long Hits, long Rows)> groups) =>
        from first in Enumerable.Range(0, groups.Count)
        from second in Enumerable.Range(0, groups.Count)
        where first != second
        select (groups[first], groups[second]);

    private static double Level(int groups, double confidence, int families) =>
        Normal.InvCDF(0, 1, 1 - (1 - confidence) / 2 / (groups * (groups - 1) / 2.0) / families);
}
