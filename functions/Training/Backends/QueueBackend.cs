using System.Text.Json;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>A message on <c>training-jobs</c>, or on that of jobs that must not be taken away; who waits there is started by the queue (a Container Apps job's scale rule) or always runs.</summary>
public sealed class QueueBackend(StorageClients storage) : ITrainingBackend
{
    public Task StartAsync(TrainingJob job, CancellationToken cancellation) => storage.Queues.GetQueueClient(QueueOf(job)).SendMessageAsync(
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(job, Wire.Options)), timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellation);

    public Task<AttemptEnd?> EndOfAsync(Attempt attempt, CancellationToken cancellation) => Task.FromResult<AttemptEnd?>(null);

    public Task StopAsync(Attempt attempt, CancellationToken cancellation) => Task.CompletedTask;

    private static string QueueOf(TrainingJob job) =>
        job.Resources?.Capacity == TrainingResources.OnDemand ? StorageLayout.TrainingJobsOnDemand : StorageLayout.TrainingJobs;
}
