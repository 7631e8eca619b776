using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace ServerlessML.Storage;

/// <summary>The storage account's clients, made once a process.</summary>
public sealed class StorageClients
{
    public const string Setting = "AzureWebJobsStorage";

    private StorageClients(BlobServiceClient blobs, QueueServiceClient queues)
    {
        Blobs = blobs;
        Queues = queues;
        Content = new ContentStore(blobs.GetBlobContainerClient(StorageLayout.Cas));
        Checkpoints = new CheckpointStore(blobs.GetBlobContainerClient(StorageLayout.Cas), Content);
        Documents = new DocumentStore(blobs);
    }

    public BlobServiceClient Blobs { get; }
    public QueueServiceClient Queues { get; }
    public ContentStore Content { get; }
    public CheckpointStore Checkpoints { get; }
    public DocumentStore Documents { get; }

    /// <summary>
    /// Connects by a connection string in <c>AzureWebJobsStorage</c>, or by identity with <c>AzureWebJobsStorage__accountName</c>.
    /// </summary>
    /// <param name="setting">Looks a setting up; null when it is not there.</param>
    /// <param name="transport">How requests travel; by the shared HTTP client when null.</param>
    /// <exception cref="InvalidOperationException">Neither is set, or the connection string cannot be read; the message names the
    /// setting.</exception>
    public static StorageClients From(Func<string, string?> setting, HttpPipelineTransport? transport = null)
    {
        if (setting(Setting) is { Length: > 0 } connection)
        {
            try
            {
                return new(
                    new BlobServiceClient(connection, BlobOptions(transport)),
                    new QueueServiceClient(connection, QueueOptions(transport))
                );
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                // The text itself may hold a key: it is not repeated.
                throw new InvalidOperationException($"The setting {Setting} is not a connection string of a storage account.", e);
            }
        }

        // Both spellings reach us: environment variables keep '__', configuration turns it into ':'.
        var account = setting($"{Setting}__accountName")
            ?? setting($"{Setting}:accountName")
            ?? throw new InvalidOperationException(
                $"The setting {Setting} (a connection string) or {Setting}__accountName (for a managed identity) is missing. "
                    + $"Set one of the two."
            );
        TokenCredential credential = new DefaultAzureCredential();
        return new(
            new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), credential, BlobOptions(transport)),
            new QueueServiceClient(new Uri($"https://{account}.queue.core.windows.net"), credential, QueueOptions(transport))
        );
    }

    /// <summary>Makes the containers and queues that are not there yet.</summary>
    public async Task CreateLayoutAsync(CancellationToken cancellation = default)
    {
        foreach (var container in StorageLayout.Containers)
        {
            await Blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellation);
        }

        foreach (var queue in StorageLayout.Queues)
        {
            await Queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellation);
        }
    }

    // Outages of seconds are ridden out here; longer ones belong to the durable retry of the step that met them.
    private static BlobClientOptions BlobOptions(HttpPipelineTransport? transport) => Patient(new BlobClientOptions(), transport);

    // Base64, as the Functions host's queue trigger expects by default.
    private static QueueClientOptions QueueOptions(HttpPipelineTransport? transport) =>
        Patient(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, transport);

    private static T Patient<T>(T options, HttpPipelineTransport? transport)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Transport = transport ?? options.Transport;
        return options;
    }
}
