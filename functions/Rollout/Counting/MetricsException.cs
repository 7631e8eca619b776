namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>Azure Monitor answered, and not with what was asked for.</summary>
public sealed class MetricsException(string message) : Exception(message);
