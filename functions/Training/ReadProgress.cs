using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>Reads a job's last word, and has a look at the platform whether there will be another.</summary>
public sealed class ReadProgress(DocumentStore documents, AttemptWatch watch)
{
    [Function(nameof(ReadProgress))]
    public async Task<JobHeartbeat> RunAsync([ActivityTrigger] ProgressRequest request, CancellationToken cancellation)
    {
        var progress = await documents.ReadAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(request.RunId, request.JobId),
            cancellation
        ) ?? throw new PermanentFailureException($"The job '{request.JobId}' has no progress document, though it was queued.");
        await watch.LookAsync(request.RunId, progress.Value, cancellation);
        return new()
        {
            Attempt = progress.Value.Attempt,
            State = progress.Value.State,
            At = progress.Value.At,
            Checkpoint = progress.Value.Checkpoint,
        };
    }
}
