using Azure.Messaging;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using ServerlessML.LocalHost.Hosting.State;

namespace ServerlessML.LocalHost.Hosting.Blobs;

/// <summary>
/// Stands where Event Grid stands in Azure: sends a blob-created event to a queue for every blob that a subscription is
/// for, and for every new content of one. An event is noted as sent after it was sent, so that a crash in between means a second event,
/// never none.
/// </summary>
public sealed class BlobEventSource(BlobEventSubscription subscription, TriggerStorage storage, HostState state, TimeProvider time)
{
    private const string EventType = "Microsoft.Storage.BlobCreated";

    private readonly BlobContainerClient _container = storage.Blobs.GetBlobContainerClient(subscription.Container);
    private readonly QueueClient _queue = storage.Queues.GetQueueClient(subscription.Queue);
    private readonly SentBlobs _sent = state.SentBlobs(subscription.Container);

    public string Name => $"events of {subscription.Container} to queue {subscription.Queue}";

    /// <summary>Lists the container once, and sends an event for what is new, the oldest first.</summary>
    /// <returns>How many events were sent.</returns>
    public async Task<int> PollOnceAsync(CancellationToken cancellation)
    {
        var fresh = await ListAsync(cancellation);
        if (fresh.Count > 0)
        {
            await _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
        }

        foreach (var blob in fresh)
        {
            // Encoded as Event Grid and the Functions host do by default.
            await _queue.SendMessageAsync(Convert.ToBase64String(Event(blob).ToMemory().Span), cancellation);
            _sent.Add(blob.Name, ETagOf(blob));
        }

        return fresh.Count;
    }

    private async Task<IReadOnlyList<BlobItem>> ListAsync(CancellationToken cancellation)
    {
        if (!await _container.ExistsAsync(cancellation))
        {
            return [];
        }

        var fresh = new List<BlobItem>();
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellation))
        {
            if ($"/{blob.Name}".EndsWith(subscription.NameEndsWith, StringComparison.Ordinal) && !_sent.Contains(blob.Name, ETagOf(blob)))
            {
                fresh.Add(blob);
            }
        }

        return [.. fresh.OrderBy(blob => blob.Properties.LastModified)];
    }

    private BinaryData Event(BlobItem blob)
    {
        var data = new
        {
            api = "PutBlob",
            contentType = blob.Properties.ContentType,
            contentLength = blob.Properties.ContentLength,
            blobType = blob.Properties.BlobType?.ToString(),
            eTag = ETagOf(blob),
            url = _container.GetBlobClient(blob.Name).Uri.AbsoluteUri,
        };
        return BinaryData.FromObjectAsJson(
            new CloudEvent(_container.Uri.AbsoluteUri, EventType, data)
            {
                Subject = $"/blobServices/default/containers/{subscription.Container}/blobs/{blob.Name}",
                Time = blob.Properties.LastModified ?? time.GetUtcNow(),
            }
        );
    }

    private static string ETagOf(BlobItem blob) => blob.Properties.ETag?.ToString() ?? "";
}
