namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>All metrics of a canary.</summary>
/// <param name="Outcome">By the score.</param>
/// <param name="Score">Share of the weight that passed, 0 to 100; null where nothing could be judged.</param>
/// <param name="Metrics">In the order given.</param>
public sealed record CanaryVerdict(CanaryOutcome Outcome, double? Score, IReadOnlyList<CanaryMetricResult> Metrics);
