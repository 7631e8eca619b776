using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Profiles of parts as the profile of the whole.</summary>
public static class ProfileMerge
{
    /// <summary>Merges the profiles in the given order. Columns that some parts lack are of the parts that have them.</summary>
    /// <exception cref="ArgumentException">A column is of numbers in one part and of categories in another.</exception>
    public static DatasetProfile Merge(IEnumerable<DatasetProfile> profiles)
    {
        var parts = profiles.ToList();
        var labels = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (label, count) in parts.SelectMany(part => part.Labels))
        {
            labels[label] = labels.GetValueOrDefault(label) + count;
        }

        return new()
        {
            Rows = parts.Sum(part => part.Rows),
            Columns = [.. parts.SelectMany(part => part.Columns).GroupBy(column => column.Name).Select(group => Merge([.. group]))],
            Labels = labels,
        };
    }

    // All at once: what is pooled is off by one bin, however many parts there are.
    private static ColumnProfile Merge(IReadOnlyList<ColumnProfile> parts)
    {
        var whole = parts.Aggregate(Add);
        return whole.Type == ColumnType.Category || parts.Count == 1 ? whole
            : parts.All(part => part.BinEdges.SequenceEqual(whole.BinEdges))
                ? whole with
                {
                    BinCounts = [.. Enumerable.Range(0, whole.BinCounts.Count).Select(bin => parts.Sum(part => part.BinCounts[bin]))],
                }
            : ProfileBins.Binned(whole, parts.SelectMany(part => part.Uppers()));
    }

    private static ColumnProfile Add(ColumnProfile left, ColumnProfile right)
    {
        if ((left.Type == ColumnType.Category) != (right.Type == ColumnType.Category))
        {
            throw new ArgumentException($"The profiles of column '{left.Name}' were made under different definitions.");
        }

        var (categories, cut) = Categories(left, right);
        return left with
        {
            Count = left.Count + right.Count,
            Missing = left.Missing + right.Missing,
            Sum = left.Sum + right.Sum,
            SumOfSquares = left.SumOfSquares + right.SumOfSquares,
            Min = left.Min is { } a && right.Min is { } b ? Math.Min(a, b) : left.Min ?? right.Min,
            Max = left.Max is { } c && right.Max is { } d ? Math.Max(c, d) : left.Max ?? right.Max,
            Categories = categories,
            OtherCategories = left.OtherCategories + right.OtherCategories + cut,
        };
    }

    private static (SortedDictionary<string, long> Kept, long Cut) Categories(ColumnProfile left, ColumnProfile right)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (value, count) in left.Categories.Concat(right.Categories))
        {
            counts[value] = counts.GetValueOrDefault(value) + count;
        }

        if (counts.Count <= ShardProfiler.MaxCategories)
        {
            return (counts, 0);
        }

        var least = counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Skip(ShardProfiler.MaxCategories)
            .ToList();
        foreach (var (value, _) in least)
        {
            counts.Remove(value);
        }

        return (counts, least.Sum(pair => pair.Value));
    }
}
