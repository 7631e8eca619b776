namespace ServerlessML.Ml.Statistics;

/// <summary>p-values of many tests, adjusted so that each may be held against alpha as if it were the only one.</summary>
public static class MultipleTesting
{
    /// <summary>Any false alarm at all has probability at most alpha (Holm 1979). In the order given.</summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[order.Length];
        var most = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            most = Math.Max(most, Math.Min(1, (order.Length - i) * pValues[order[i]]));
            adjusted[order[i]] = most;
        }

        return adjusted;
    }

    /// <summary>
    /// The share of false ones among alarms is at most alpha, on average (Benjamini and Hochberg 1995). In the order given.
    /// </summary>
    public static IReadOnlyList<double> BenjaminiHochberg(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[order.Length];
        var least = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, pValues[order[i]] * order.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> pValues) =>
        pValues.All(p => p is >= 0 and <= 1)
            ? [.. Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i])]
            : throw new ArgumentException("A p-value lies between 0 and 1.", nameof(pValues));
}
