namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// What one arm of a rollout was seen to do: everything that a verdict rests on, small enough for a history and exact to merge.
/// </summary>
public sealed record ArmStatistics
{
    public static ArmStatistics None { get; } = new();

    public long Requests { get; init; }
    public long Errors { get; init; }

    /// <summary>Milliseconds; null where not measured.</summary>
    public BinnedCounts? Latency { get; init; }

    /// <summary>Predicted probabilities; null where not captured.</summary>
    public BinnedCounts? Predictions { get; init; }

    /// <summary>Business metrics by name.</summary>
    public IReadOnlyDictionary<string, Moments> Metrics { get; init; } = new SortedDictionary<string, Moments>(StringComparer.Ordinal);

    /// <summary>The same metrics over the units that are assigned to arms, routing keys; null where not known.</summary>
    public IReadOnlyDictionary<string, UnitSums>? Units { get; init; }

    /// <exception cref="ArgumentException">Bins of latency or predictions differ.</exception>
    public ArmStatistics Merge(ArmStatistics other) =>
        new()
        {
            Requests = checked(Requests + other.Requests),
            Errors = checked(Errors + other.Errors),
            Latency = Merge(Latency, other.Latency),
            Predictions = Merge(Predictions, other.Predictions),
            Metrics = new SortedDictionary<string, Moments>(
                Metrics
                    .Concat(other.Metrics)
                    .GroupBy(metric => metric.Key, StringComparer.Ordinal)
                    .ToDictionary(same => same.Key, same => same.Select(metric => metric.Value).Aggregate((a, b) => a.Merge(b))),
                StringComparer.Ordinal
            ),
            Units = Merge(Units, other.Units),
        };

    private static IReadOnlyDictionary<string, UnitSums>? Merge(
        IReadOnlyDictionary<string, UnitSums>? first,
        IReadOnlyDictionary<string, UnitSums>? second
    ) =>
        first is null ? second
        : second is null ? first
        : new SortedDictionary<string, UnitSums>(
            first
                .Concat(second)
                .GroupBy(metric => metric.Key, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.Select(metric => metric.Value).Aggregate((a, b) => a.Merge(b))),
            StringComparer.Ordinal
        );

    private static BinnedCounts? Merge(BinnedCounts? first, BinnedCounts? second) =>
        first is null ? second
        : second is null ? first
        : first.Merge(second);
}
