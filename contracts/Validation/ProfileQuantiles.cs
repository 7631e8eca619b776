namespace ServerlessML.Contracts.Validation;

/// <summary>Numbers of a profile as an equi-depth histogram: values count as lying at their bin's upper edge.</summary>
public static class ProfileQuantiles
{
    /// <summary>
    /// The number of bins that datasets are compared by: enough to see a shift, few enough that chance does not look like one.
    /// </summary>
    private const int Compared = 20;

    /// <summary>
    /// The upper edges, inclusive, of all bins but the last that others are compared with a column by: its quantiles, on whatever scale it
    /// is, and its extremes, so that what it never had is in bins of its own.
    /// </summary>
    public static IReadOnlyList<double> QuantileEdges(this ColumnProfile reference)
    {
        var bins = Gathered([.. reference.Uppers().Where(bin => bin.Count > 0)], Compared);
        var below = reference.Min is { } min && bins.Count > 0 ? [Math.Min(Below(min), bins[0].Upper)] : Array.Empty<double>();
        return [.. below.Concat(bins.Select(bin => bin.Upper)).Where(double.IsFinite).Distinct()];
    }

    /// <summary>
    /// Each bin's upper edge, with its count. That of the last is the largest value, or infinite where that is not known.
    /// </summary>
    public static IEnumerable<(double Upper, long Count)> Uppers(this ColumnProfile profile)
    {
        var last = Single(profile.Max ?? double.PositiveInfinity);
        return profile
            .BinEdges.Append(profile.BinEdges is [.., var edge] && edge >= last ? double.PositiveInfinity : last)
            .Zip(profile.BinCounts);
    }

    /// <summary>Rounds a number to what a model is told: single precision, and finite.</summary>
    public static double Single(double value) =>
        double.IsInfinity(value) ? value : Math.Clamp((float)value, float.MinValue, float.MaxValue);

    /// <summary>Neighbours put together until each bin holds its share; a value that alone fills a bin has one for itself.</summary>
    public static IReadOnlyList<(double Upper, long Count)> Gathered(IReadOnlyList<(double Upper, long Count)> ascending, int most)
    {
        if (ascending.Count <= most)
        {
            return ascending;
        }

        var share = (double)ascending.Sum(value => value.Count) / most;
        List<(double Upper, long Count)> bins = [];
        (double Upper, long Count) open = default;
        foreach (var value in ascending)
        {
            if (open.Count > 0 && open.Count + value.Count > share)
            {
                bins.Add(open);
                open = default;
            }

            open = (value.Upper, open.Count + value.Count);
        }

        bins.Add(open);
        return bins;
    }

    /// <summary>The next smaller number in single precision.</summary>
    public static double Below(double value) => MathF.BitDecrement((float)Single(value));
}
