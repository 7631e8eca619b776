using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Marks a job's last attempt as failed, so that a runner that was only out of touch finds at its next heartbeat that it works for nobody.
/// An attempt that has ended, or that another has followed, is left as it is.
/// </summary>
public sealed class AbandonTraining(DocumentStore documents, AttemptStop stop, TimeProvider time)
{
    [Function(nameof(AbandonTraining))]
    public async Task<bool> RunAsync([ActivityTrigger] AbandonRequest request, CancellationToken cancellation)
    {
        TrainingProgress? before = null;
        await documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(request.RunId, request.JobId),
            known =>
                IsWaitedFor(before = known, request.Attempt)
                    ? known! with
                    {
                        State = "failed",
                        At = time.GetUtcNow(),
                        WaitingSince = null,
                    }
                    : known!,
            cancellation
        );
        if (!IsWaitedFor(before, request.Attempt))
        {
            return false;
        }

        await stop.StopAsync(new(request.RunId, request.JobId, request.Attempt, request.InstanceId), before!, cancellation);
        return true;
    }

    private static bool IsWaitedFor(TrainingProgress? known, int attempt) =>
        known is { State: not "completed" and not "failed" and not "cancelled" } && known.Attempt == attempt;
}
