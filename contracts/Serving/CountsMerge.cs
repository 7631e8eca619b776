using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Serving;

/// <summary>Counts of parts as counts of the whole.</summary>
public static class CountsMerge
{
    /// <summary>Adds two counts of the same version, model and lane.</summary>
    /// <exception cref="ArgumentException">A column was counted in different bins.</exception>
    public static ArmCounts Add(ArmCounts left, ArmCounts right) =>
        left with
        {
            Requests = left.Requests + right.Requests,
            Rows = left.Rows + right.Rows,
            Rejected = left.Rejected + right.Rejected,
            Errors = left.Errors + right.Errors,
            Faults = Add(left.Faults, right.Faults),
            LatencyNanoseconds = left.LatencyNanoseconds + right.LatencyNanoseconds,
            Latency = Add(left.Latency, right.Latency),
            Predictions = Add(left.Predictions, right.Predictions),
            Features = [.. left.Features.Concat(right.Features).GroupBy(column => column.Name).Select(group => group.Aggregate(Add))],
            Dropped = left.Dropped + right.Dropped,
            Differences =
                left.Differences is { } one && right.Differences is { } other ? Add(one, other) : left.Differences ?? right.Differences,
        };

    private static ShadowDifferences Add(ShadowDifferences left, ShadowDifferences right) =>
        new()
        {
            Rows = left.Rows + right.Rows,
            AbsoluteSum = left.AbsoluteSum + right.AbsoluteSum,
            AbsoluteMax = Math.Max(left.AbsoluteMax, right.AbsoluteMax),
            Agreeing = left.Agreeing + right.Agreeing,
            Histogram = Add(left.Histogram, right.Histogram),
        };

    private static ColumnProfile Add(ColumnProfile left, ColumnProfile right)
    {
        if (left.Type != right.Type || !left.BinEdges.SequenceEqual(right.BinEdges))
        {
            throw new ArgumentException($"Column '{left.Name}' was counted in different bins.");
        }

        return left with
        {
            Count = left.Count + right.Count,
            Missing = left.Missing + right.Missing,
            BinCounts = Add(left.BinCounts, right.BinCounts),
            Categories = Add(left.Categories, right.Categories),
            OtherCategories = left.OtherCategories + right.OtherCategories,
        };
    }

    private static SortedDictionary<string, long> Add(IReadOnlyDictionary<string, long> left, IReadOnlyDictionary<string, long> right)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in left.Concat(right))
        {
            sums[name] = sums.GetValueOrDefault(name) + count;
        }

        return sums;
    }

    private static IReadOnlyList<long> Add(IReadOnlyList<long> left, IReadOnlyList<long> right) =>
        left.Count == 0 ? right
        : right.Count == 0 ? left
        : [.. left.Zip(right, (one, other) => one + other)];
}
