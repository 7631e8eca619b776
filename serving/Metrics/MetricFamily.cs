namespace ServerlessML.Serving.Metrics;

/// <summary>A metric with all its samples.</summary>
/// <param name="Name">Without the prefix, and with the suffix that Prometheus asks for.</param>
/// <param name="Help">For people.</param>
/// <param name="Kind">Of the samples.</param>
/// <param name="Read">The samples of a moment.</param>
public sealed record MetricFamily(string Name, string Help, MetricKind Kind, Func<MetricsMoment, IEnumerable<MetricSample>> Read);
