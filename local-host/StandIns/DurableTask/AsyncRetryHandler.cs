namespace Microsoft.DurableTask;

/// <summary>Says whether a failed call is tried again; it may await durable tasks, such as a timer to wait on.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
