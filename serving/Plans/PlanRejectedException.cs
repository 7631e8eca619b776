namespace ServerlessML.Serving.Plans;

/// <summary>A plan document that cannot be served; the message says why.</summary>
public sealed class PlanRejectedException(string message, Exception? inner = null) : Exception(message, inner);
