using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>Takes jobs, and says how they ended.</summary>
public sealed class JobQueue(StorageClients storage, RunnerOptions options)
{
    // Where there is but one kind of runner, it takes what waits longest for one first: last attempts.
    private readonly IReadOnlyList<QueueClient> _jobs =
    [
        .. (
            options.Capacity switch
            {
                TrainingResources.OnDemand => (string[])[StorageLayout.TrainingJobsOnDemand],
                TrainingResources.Spot => [StorageLayout.TrainingJobs],
                _ => [StorageLayout.TrainingJobsOnDemand, StorageLayout.TrainingJobs],
            }
        ).Select(storage.Queues.GetQueueClient),
    ];

    private readonly QueueClient _events = storage.Queues.GetQueueClient(StorageLayout.TrainingEvents);

    /// <summary>Null when there is none.</summary>
    public async Task<JobMessage?> TakeAsync(CancellationToken cancellation)
    {
        foreach (var queue in _jobs)
        {
            if (await TakeAsync(queue, cancellation) is { } message)
            {
                return new JobMessage(queue, message);
            }
        }

        return null;
    }

    public Task PostAsync(TrainingEvent ended, CancellationToken cancellation) =>
        _events.SendMessageAsync(JsonSerializer.Serialize(ended, Wire.Options), cancellation);

    /// <summary>Sets a message aside that nobody can be told about, because it names no job.</summary>
    public async Task SetAsideAsync(JobMessage message, CancellationToken cancellation)
    {
        var poison = storage.Queues.GetQueueClient(message.Queue + "-poison");
        await poison.CreateIfNotExistsAsync(cancellationToken: cancellation);
        await poison.SendMessageAsync(message.Body, cancellationToken: cancellation);
        await message.DeleteAsync();
    }

    private async Task<QueueMessage?> TakeAsync(QueueClient queue, CancellationToken cancellation)
    {
        try
        {
            return await queue.ReceiveMessageAsync(options.Lease, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "QueueNotFound")
        {
            // The runner was there before the layout. It makes only what it may: in the cloud it has no right to the rest.
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
            return null;
        }
    }
}
