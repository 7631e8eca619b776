using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>
/// A message on <c>training-jobs</c>, or on that of jobs that must not be taken away; who waits there is started by the queue (a Container
/// Apps job's scale rule) or always runs.
/// </summary>
public sealed class QueueBackend(StorageClients storage) : ITrainingBackend
{
    public async Task StartAsync(TrainingJob job, CancellationToken cancellation)
    {
        var queue = storage.Queues.GetQueueClient(
            CapacityOf(job) == TrainingResources.OnDemand ? StorageLayout.TrainingJobsOnDemand : StorageLayout.TrainingJobs
        );
        try
        {
            await SendAsync(queue, job, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "QueueNotFound")
        {
            // An account that was laid out by an earlier version.
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await SendAsync(queue, job, cancellation);
        }
    }

    public Task<AttemptEnd?> EndOfAsync(Attempt attempt, CancellationToken cancellation) => Task.FromResult<AttemptEnd?>(null);

    public Task StopAsync(Attempt attempt, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What kind of runner takes the job.</summary>
    internal static string CapacityOf(TrainingJob job) =>
        job.Resources?.Capacity == TrainingResources.OnDemand ? TrainingResources.OnDemand : TrainingResources.Spot;

    private static Task SendAsync(QueueClient queue, TrainingJob job, CancellationToken cancellation) =>
        queue.SendMessageAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(job, Wire.Options)),
            timeToLive: TimeSpan.FromSeconds(-1),
            cancellationToken: cancellation
        );
}
