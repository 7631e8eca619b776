namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// Limits that are watched at every look. Each has an equal part of <see cref="Alpha"/>, over all looks of the rollout together.
/// </summary>
public sealed record GuardrailPolicy
{
    /// <summary>Probability that a version within all limits is ever rolled back.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Largest share of failed predictions, 0 to 1.</summary>
    public double? MaxErrorRate { get; init; }

    /// <summary>Largest error rate in multiples of the control's.</summary>
    public double? MaxErrorRatio { get; init; }

    /// <summary>Milliseconds that at most one request in a hundred may pass. An edge of the latency's bins, to be held exactly.</summary>
    public double? MaxP99Milliseconds { get; init; }

    /// <summary>Largest difference of cumulative shares of predicted probabilities from the control's, 0 to 1.</summary>
    public double? MaxPredictionShift { get; init; }

    public IReadOnlyList<MetricFloor> Floors { get; init; } = [];

    /// <summary>Each limit is the stricter of the two.</summary>
    public static GuardrailPolicy Stricter(GuardrailPolicy one, GuardrailPolicy other) =>
        one with
        {
            Alpha = Math.Max(one.Alpha, other.Alpha),
            MaxErrorRate = Limits.Least(one.MaxErrorRate, other.MaxErrorRate),
            MaxErrorRatio = Limits.Least(one.MaxErrorRatio, other.MaxErrorRatio),
            MaxP99Milliseconds = Limits.Least(one.MaxP99Milliseconds, other.MaxP99Milliseconds),
            MaxPredictionShift = Limits.Least(one.MaxPredictionShift, other.MaxPredictionShift),
            Floors =
            [
                .. one
                    .Floors.Concat(other.Floors)
                    .GroupBy(floor => (floor.Metric, floor.Kind))
                    .Select(same =>
                        same.Aggregate(
                            (left, right) =>
                                left with
                                {
                                    Least = Limits.Largest(left.Least, right.Least),
                                    MaxLoss = Limits.Least(left.MaxLoss, right.MaxLoss),
                                }
                        )
                    ),
            ],
        };
}

/// <summary>Least a business metric may be; higher is better.</summary>
public sealed record MetricFloor
{
    public required string Metric { get; init; }
    public MetricType Kind { get; init; } = MetricType.Mean;

    /// <summary>The least value in the metric's units; null for none.</summary>
    public double? Least { get; init; }

    /// <summary>Relative loss against the control that is tolerated, 0 to 1; null for any.</summary>
    public double? MaxLoss { get; init; }
}
