namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>One minute of one series.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Dimensions">Of the series, by name.</param>
/// <param name="At">The minute's begin.</param>
/// <param name="Average">In the metric's unit.</param>
public sealed record MetricPoint(string Metric, IReadOnlyDictionary<string, string> Dimensions, DateTimeOffset At, double Average);
