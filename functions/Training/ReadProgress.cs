using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Training;

/// <summary>Reads a job's last word.</summary>
public sealed class ReadProgress(DocumentStore documents)
{
    [Function(nameof(ReadProgress))]
    public async Task<JobPulse> RunAsync([ActivityTrigger] ProgressRequest request, CancellationToken cancellation)
    {
        var progress = await documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(request.RunId, request.JobId), cancellation)
            ?? throw new PermanentFailureException($"The job '{request.JobId}' has no progress document, though it was queued.");
        return new() { Attempt = progress.Value.Attempt, State = progress.Value.State, At = progress.Value.At };
    }
}
