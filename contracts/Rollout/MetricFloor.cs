namespace ServerlessML.Contracts;

/// <summary>Least a business metric may be; higher is better.</summary>
public sealed record MetricFloor
{
    public required string Metric { get; init; }
    public MetricKind Kind { get; init; } = MetricKind.Mean;

    /// <summary>In the metric's units; null for none.</summary>
    public double? Least { get; init; }

    /// <summary>Relative loss against the control that is tolerated, 0 to 1; null for any.</summary>
    public double? MaxLoss { get; init; }
}
