using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Training;

/// <summary>Raises the job's fence to the attempt and puts it on the queue. Done twice, it leaves at most a second message, which the runner drops.</summary>
public sealed class EnqueueTraining(StorageClients storage, TimeProvider time)
{
    [Function(nameof(EnqueueTraining))]
    public async Task<Enqueued> RunAsync([ActivityTrigger] EnqueueRequest request, CancellationToken cancellation)
    {
        var job = request.Job;
        var fence = new TrainingProgress { JobId = job.JobId, Attempt = job.Attempt, State = "queued", At = time.GetUtcNow() };
        // The fence first: a runner that meets the message must find its attempt to be the current one.
        var current = await storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId), known => known?.Attempt >= job.Attempt ? known : fence, cancellation);
        if (current.Attempt == job.Attempt && current.State == "queued")
        {
            await storage.Queues.GetQueueClient(StorageLayout.TrainingJobs).SendMessageAsync(
                BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(job, Wire.Options)), timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellation);
        }

        return new() { Attempt = current.Attempt };
    }
}
