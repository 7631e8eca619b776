using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Bins that hold about as many values each, on whatever scale a column is. What is pooled from parts is off by at most the share of one
/// bin; a value that repeats, and a column of few values, are exact.
/// </summary>
public static class ProfileBins
{
    /// <summary>A profile's number of bins, up to twice that where values repeat.</summary>
    private const int Fine = 200;

    /// <summary>The same column counted under other edges.</summary>
    public static ColumnProfile Under(IReadOnlyList<double> edges, ColumnProfile profile)
    {
        if (profile.BinEdges.SequenceEqual(edges))
        {
            return profile;
        }

        double[] sorted = [.. edges];
        var counts = new long[edges.Count + 1];
        var highest = sorted.LastOrDefault(double.PositiveInfinity);
        var lower = profile.Min is { } min ? ProfileQuantiles.Below(min) : double.NegativeInfinity;
        foreach (var (upper, count) in profile.Uppers())
        {
            // Only what is wholly beyond counts as beyond: a bin that reaches over the end has most of its values before it.
            counts[Of(sorted, lower < highest ? Math.Min(upper, highest) : upper)] += count;
            lower = upper;
        }

        return profile with
        {
            BinEdges = sorted,
            BinCounts = counts,
        };
    }

    /// <summary>The bin of a value among the edges.</summary>
    public static int Of(double[] edges, double value)
    {
        var found = Array.BinarySearch(edges, value);
        return found < 0 ? ~found : found;
    }

    /// <summary>The profile with bins of its own values.</summary>
    /// <param name="profile">Without bins.</param>
    /// <param name="values">Each value, or each bin's upper edge, with how often it is there; in any order.</param>
    internal static ColumnProfile Binned(ColumnProfile profile, IEnumerable<(double Upper, long Count)> values)
    {
        List<(double Upper, long Count)> ordered =
        [
            .. values
                .GroupBy(value => ProfileQuantiles.Single(value.Upper))
                .Select(group => (Upper: group.Key, Count: group.Sum(value => value.Count)))
                .Where(value => value.Count > 0)
                .OrderBy(value => value.Upper),
        ];
        var bins = ProfileQuantiles.Gathered(ordered, Fine);
        return profile with
        {
            BinEdges = [.. bins.SkipLast(1).Select(bin => bin.Upper)],
            BinCounts = bins.Count == 0 ? [0] : [.. bins.Select(bin => bin.Count)],
        };
    }
}
