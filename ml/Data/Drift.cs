using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// How far a dataset has moved from another, column by column: numbers by the other's quantiles. Missing values are a bin of their own.
/// </summary>
public static class Drift
{
    /// <summary>What stands in place of the share of an empty bin, which has no logarithm.</summary>
    private const double EmptyShare = 1e-4;

    /// <summary>Columns that both profiles have; one of numbers in one of them alone cannot be compared and is left out.</summary>
    public static IReadOnlyList<ColumnDrift> Between(DatasetProfile baseline, DatasetProfile current)
    {
        var before = baseline.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return
        [
            .. current
                .Columns.Where(column => before.TryGetValue(column.Name, out var old) && Comparable(old, column))
                .Select(column => Between(before[column.Name], column)),
        ];
    }

    /// <summary>Population stability index, the sum of (r - c) ln(r / c) over shares: below 0.1 stable, above 0.25 significant.</summary>
    public static double Psi(IReadOnlyList<double> reference, IReadOnlyList<double> current) =>
        reference
            .Zip(current, (r, c) => (Math.Max(r, EmptyShare), Math.Max(c, EmptyShare)))
            .Sum(pair => (pair.Item1 - pair.Item2) * Math.Log(pair.Item1 / pair.Item2));

    /// <summary>Jensen-Shannon distance of shares, base 2: 0 for equal, 1 for disjoint ones.</summary>
    public static double JensenShannon(IReadOnlyList<double> reference, IReadOnlyList<double> current) =>
        Math.Sqrt(Math.Max(0, reference.Zip(current, (r, c) => (Part(r, (r + c) / 2) + Part(c, (r + c) / 2)) / 2).Sum()));

    internal static bool Comparable(ColumnProfile baseline, ColumnProfile current) =>
        (baseline.Type == ColumnType.Category) == (current.Type == ColumnType.Category);

    /// <summary>Both counted by the baseline's quantiles.</summary>
    internal static (ColumnProfile Baseline, ColumnProfile Current) Aligned(ColumnProfile baseline, ColumnProfile current)
    {
        var edges = baseline.QuantileEdges();
        return baseline.Type == ColumnType.Category
            ? (baseline, current)
            : (ProfileBins.Under(edges, baseline), ProfileBins.Under(edges, current));
    }

    /// <summary>Counts over bins that mean the same in both; missing values first.</summary>
    internal static (IReadOnlyList<long> Baseline, IReadOnlyList<long> Current) Counts(ColumnProfile baseline, ColumnProfile current) =>
        current.Type == ColumnType.Category
            ? Categories(baseline, current)
            : ([baseline.Missing, .. baseline.BinCounts], [current.Missing, .. current.BinCounts]);

    private static double Part(double share, double middle) => share == 0 ? 0 : share * Math.Log2(share / middle);

    private static ColumnDrift Between(ColumnProfile baseline, ColumnProfile current)
    {
        (baseline, current) = Aligned(baseline, current);
        var (old, now) = Counts(baseline, current);
        var (reference, shares) = (Shares(old), Shares(now));
        return new()
        {
            Column = current.Name,
            Psi = Psi(reference, shares),
            JensenShannon = JensenShannon(reference, shares),
        };
    }

    private static (IReadOnlyList<long> Baseline, IReadOnlyList<long> Current) Categories(ColumnProfile baseline, ColumnProfile current)
    {
        var values = baseline.Categories.Keys.Union(current.Categories.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return (Counts(baseline), Counts(current));

        IReadOnlyList<long> Counts(ColumnProfile profile) =>
            [profile.Missing, profile.OtherCategories, .. values.Select(value => profile.Categories.GetValueOrDefault(value))];
    }

    internal static List<double> Shares(IReadOnlyList<long> counts)
    {
        var total = Math.Max(1, counts.Sum());
        return [.. counts.Select(count => (double)count / total)];
    }
}
