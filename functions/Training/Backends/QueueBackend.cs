using System.Text.Json;
using Azure.Storage.Queues;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>A message on <c>training-jobs</c>, or on that of jobs that must not be taken away; who waits there is started by the queue (a Container Apps job's scale rule) or always runs.</summary>
public sealed class QueueBackend(StorageClients storage) : ITrainingBackend
{
    public async Task StartAsync(TrainingJob job, CancellationToken cancellation) => await (await QueueOfAsync(job, cancellation)).SendMessageAsync(
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(job, Wire.Options)), timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellation);

    public Task<AttemptEnd?> EndOfAsync(Attempt attempt, CancellationToken cancellation) => Task.FromResult<AttemptEnd?>(null);

    public Task StopAsync(Attempt attempt, CancellationToken cancellation) => Task.CompletedTask;

    // A queue that nobody takes from would hold the job until its deadline; a runner on demand makes its own.
    private async Task<QueueClient> QueueOfAsync(TrainingJob job, CancellationToken cancellation)
    {
        var onDemand = storage.Queues.GetQueueClient(StorageLayout.TrainingJobsOnDemand);
        return job.Resources?.Capacity == TrainingResources.OnDemand && await onDemand.ExistsAsync(cancellation)
            ? onDemand
            : storage.Queues.GetQueueClient(StorageLayout.TrainingJobs);
    }
}
