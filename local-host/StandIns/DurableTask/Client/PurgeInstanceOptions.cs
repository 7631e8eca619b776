namespace Microsoft.DurableTask.Client;

/// <summary>Whether the purge takes the sub-orchestrations along.</summary>
public record PurgeInstanceOptions(bool Recursive = false);
