using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Arm;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>
/// Speaks for runners that cannot: an attempt whose platform's job ended without a word is reported as failed, as the runner would have
/// done. It takes two looks to be believed, since a runner's last word and the platform's travel apart.
/// </summary>
public sealed class AttemptWatch(
    ITrainingBackend backend,
    StartedAttempts attempts,
    StorageClients storage,
    TimeProvider time,
    ILogger<AttemptWatch> log
)
{
    public async Task LookAsync(string runId, TrainingProgress progress, CancellationToken cancellation)
    {
        if (backend is QueueBackend || IsOver(progress))
        {
            return;
        }

        var attempt = new Attempt(runId, progress.JobId, progress.Attempt, "");
        if (await attempts.FindAsync(attempt, cancellation) is not { } started || !IsItsOwn(attempt, progress))
        {
            return;
        }

        AttemptEnd? end;
        try
        {
            end = await backend.EndOfAsync(attempt, cancellation);
        }
        catch (Exception e) when (e is ArmUnavailableException or ArmRefusedException or ArmConflictException)
        {
            // The heartbeat and the deadline judge the attempt without the platform.
            log.LogWarning("The platform gives no status of {Attempt}: {Reason}", attempt.Name, e.Message);
            return;
        }

        if (end is null)
        {
            return;
        }

        if (started.EndSeenAt is null)
        {
            await attempts.ChangeAsync(attempt, known => known with { EndSeenAt = time.GetUtcNow() }, cancellation);
            return;
        }

        await ReportAsync(attempt with { InstanceId = started.InstanceId }, progress, end, cancellation);
    }

    private async Task ReportAsync(Attempt attempt, TrainingProgress progress, AttemptEnd end, CancellationToken cancellation)
    {
        var error =
            progress.State == "queued"
                ? $"attempt {attempt.Number} was never taken by a runner: {end.What} is {end.Status}"
                : $"attempt {attempt.Number} was lost while {progress.State}: {end.What} is {end.Status}, without a result";
        log.LogWarning("Job {Job}: {Error}", attempt.JobId, error);
        var ended = new TrainingEvent
        {
            JobId = attempt.JobId,
            InstanceId = attempt.InstanceId,
            Attempt = attempt.Number,
            Error = error,
            Retryable = true,
        };
        // The event before the document, as the runner does: a repeat sends at most a second event, which is refused.
        await storage
            .Queues.GetQueueClient(StorageLayout.TrainingEvents)
            .SendMessageAsync(JsonSerializer.Serialize(ended, Wire.Options), cancellation);
        await storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(attempt.RunId, attempt.JobId),
            known =>
                known is not null && known.Attempt == attempt.Number && known.State == progress.State && known.Runner == progress.Runner
                    ? known with
                    {
                        State = "failed",
                        At = time.GetUtcNow(),
                    }
                    : known!,
            cancellation
        );
    }

    private static bool IsOver(TrainingProgress progress) => progress.State is "completed" or "failed" or "cancelled";

    // Runners take whatever is first in the queue: an attempt that another's runner has does not end with its own platform job.
    private static bool IsItsOwn(Attempt attempt, TrainingProgress progress) =>
        progress.State == "queued" || progress.Runner == attempt.Name;
}
