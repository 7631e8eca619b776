namespace ServerlessML.LocalHost.Hosting.Blobs;

/// <summary>
/// What Event Grid has a subscription for in Azure: blob-created events of a container, by the end of the blob's name, sent to a queue.
/// </summary>
public sealed record BlobEventSubscription(string Container, string Queue, string NameEndsWith = "");
