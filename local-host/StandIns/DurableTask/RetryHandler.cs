namespace Microsoft.DurableTask;

/// <summary>Says whether a failed call is tried again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
