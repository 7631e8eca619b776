using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner;

/// <summary>Takes jobs, and says how they ended.</summary>
public sealed class JobQueue(StorageClients storage, RunnerOptions options)
{
    // Those that have no attempt to lose come first.
    private readonly QueueClient[] jobs = [.. Names(options.Capacity).Select(storage.Queues.GetQueueClient)];
    private readonly QueueClient poison = storage.Queues.GetQueueClient(StorageLayout.TrainingJobs + "-poison");
    private readonly QueueClient events = storage.Queues.GetQueueClient(StorageLayout.TrainingEvents);

    /// <summary>Null when there is none.</summary>
    public async Task<JobMessage?> TakeAsync(CancellationToken cancellation)
    {
        foreach (var queue in jobs)
        {
            QueueMessage? message = await queue.ReceiveMessageAsync(options.Lease, cancellation);
            if (message is not null)
            {
                return new JobMessage(queue, message);
            }
        }

        return null;
    }

    private static string[] Names(string? capacity) => capacity switch
    {
        TrainingResources.OnDemand => [StorageLayout.TrainingJobsOnDemand],
        TrainingResources.Spot => [StorageLayout.TrainingJobs],
        _ => [StorageLayout.TrainingJobsOnDemand, StorageLayout.TrainingJobs],
    };

    public Task PostAsync(TrainingEvent ended, CancellationToken cancellation) =>
        events.SendMessageAsync(JsonSerializer.Serialize(ended, Wire.Options), cancellation);

    /// <summary>Sets a message aside that nobody can be told about, because it names no job.</summary>
    public async Task SetAsideAsync(JobMessage message, CancellationToken cancellation)
    {
        await poison.CreateIfNotExistsAsync(cancellationToken: cancellation);
        await poison.SendMessageAsync(message.Body, cancellationToken: cancellation);
        await message.DeleteAsync();
    }
}
