using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Training;

/// <summary>Raises the job's fence to the attempt and has it run. Done twice, it leaves at most a second message, which the runner drops.</summary>
public sealed class EnqueueTraining(DocumentStore documents, ITrainingBackend backend, TimeProvider time, ILogger<EnqueueTraining> log)
{
    [Function(nameof(EnqueueTraining))]
    public async Task<Enqueued> RunAsync([ActivityTrigger] EnqueueRequest request, CancellationToken cancellation)
    {
        var job = request.Job;
        var now = time.GetUtcNow();
        var fence = new TrainingProgress { JobId = job.JobId, Attempt = job.Attempt, State = "queued", At = now, Checkpoint = job.Resume, WaitingSince = now };
        TrainingProgress? before = null;
        // The fence first: a runner that meets the message must find its attempt to be the current one.
        var current = await documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId), known => (before = known)?.Attempt >= job.Attempt ? known! : After(fence, known, request.LastError), cancellation);
        if (current.Attempt == job.Attempt && current.State == "queued")
        {
            await StopAsync(job, before, cancellation);
            await backend.StartAsync(job, cancellation);
        }

        return new() { Attempt = current.Attempt };
    }

    private static TrainingProgress After(TrainingProgress fence, TrainingProgress? known, string? lastError) =>
        lastError is null ? fence : fence with { Earlier = [.. known?.Earlier ?? [], lastError] };

    // Only what had the attempt itself: other runners may have taken it, and its own may have taken another.
    private async Task StopAsync(TrainingJob job, TrainingProgress? before, CancellationToken cancellation)
    {
        if (before is null || before.Attempt >= job.Attempt)
        {
            return;
        }

        var given = Attempt.Of(job) with { Number = before.Attempt };
        if (before.Runner != given.Name)
        {
            return;
        }

        try
        {
            await backend.StopAsync(given, cancellation);
        }
        catch (Exception e) when (e is ArmUnavailableException or ArmRefusedException or ArmConflictException)
        {
            // It costs until it ends by itself, and its result is refused.
            log.LogWarning("{Attempt} was given up, but what runs it was not stopped: {Reason}", given.Name, e.Message);
        }
    }
}
