using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Raises the job's fence to the attempt and has it run. Done twice, it leaves at most a second message, which the runner drops.
/// </summary>
public sealed class EnqueueTraining(DocumentStore documents, ITrainingBackend backend, AttemptStop stop, TimeProvider time)
{
    [Function(nameof(EnqueueTraining))]
    public async Task<Enqueued> RunAsync([ActivityTrigger] EnqueueRequest request, CancellationToken cancellation)
    {
        var job = request.Job;
        var now = time.GetUtcNow();
        var fence = new TrainingProgress
        {
            JobId = job.JobId,
            Attempt = job.Attempt,
            State = "queued",
            At = now,
            Checkpoint = job.Resume,
            WaitingSince = now,
        };
        TrainingProgress? before = null;
        // The fence first: a runner that meets the message must find its attempt to be the current one.
        var current = await documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            known => (before = known)?.Attempt >= job.Attempt ? known! : After(fence, known, request.LastError),
            cancellation
        );
        if (current.Attempt == job.Attempt && current.State == "queued")
        {
            if (before is not null && before.Attempt < job.Attempt)
            {
                await stop.StopAsync(Attempt.Of(job) with { Number = before.Attempt }, before, cancellation);
            }

            await backend.StartAsync(job, cancellation);
        }

        return new() { Attempt = current.Attempt };
    }

    private static TrainingProgress After(TrainingProgress fence, TrainingProgress? known, string? lastError)
    {
        // What a runner wrote last is later than what the orchestration has heard of, and may be all that is left in the store.
        fence = known is { Runner: not null, Checkpoint: { } last } ? fence with { Checkpoint = last } : fence;
        return lastError is null ? fence : fence with { Earlier = [.. known?.Earlier ?? [], lastError] };
    }
}
