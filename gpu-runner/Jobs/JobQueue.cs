using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner;

/// <summary>Takes jobs, and says how they ended.</summary>
public sealed class JobQueue(StorageClients storage, RunnerOptions options)
{
    private readonly QueueClient jobs = storage.Queues.GetQueueClient(
        options.Capacity == TrainingResources.OnDemand ? StorageLayout.TrainingJobsOnDemand : StorageLayout.TrainingJobs);
    private readonly QueueClient poison = storage.Queues.GetQueueClient(StorageLayout.TrainingJobs + "-poison");
    private readonly QueueClient events = storage.Queues.GetQueueClient(StorageLayout.TrainingEvents);

    /// <summary>Null when there is none.</summary>
    public async Task<JobMessage?> TakeAsync(CancellationToken cancellation)
    {
        QueueMessage? message = await jobs.ReceiveMessageAsync(options.Lease, cancellation);
        return message is null ? null : new JobMessage(jobs, message);
    }

    /// <summary>Its being there says that there are runners for its jobs.</summary>
    public Task CreateAsync(CancellationToken cancellation) => jobs.CreateIfNotExistsAsync(cancellationToken: cancellation);

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
