namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>How one metric came out.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Finding">Pass, or which way it went.</param>
/// <param name="Shift">Canary against control; null without data.</param>
/// <param name="MeanRatio">Canary's mean over the control's; null without data or with a control of zero.</param>
public sealed record CanaryMetricResult(string Name, CanaryFinding Finding, MannWhitney? Shift, double? MeanRatio);
