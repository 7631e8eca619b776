using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>The storage account that triggers watch. Few retries in the client: the pollers retry, and say so.</summary>
public sealed class TriggerStorage
{
    public TriggerStorage(LocalHostOptions options)
    {
        Blobs = new BlobServiceClient(options.StorageConnection, Brief(new BlobClientOptions()));
        // Bodies are decoded here and not by the client, so that a message that cannot be decoded goes to poison and does not stop the
        // queue.
        Queues = new QueueServiceClient(
            options.StorageConnection,
            Brief(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None })
        );
    }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    private static T Brief<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        return options;
    }
}
