using Azure;
using Microsoft.Extensions.Logging;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>
/// A job's checkpoints in the store. One goes once the job's progress names a later one, the last when the job has ended for good. What a
/// killed runner leaves behind goes by its age.
/// </summary>
public sealed class JobCheckpoints(CheckpointStore store, TimeProvider time, ILogger<JobCheckpoints> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<Digest> PutAsync(TrainingJob job, string path, CancellationToken cancellation) =>
        store.PutFileAsync(path, OwnerOf(job), cancellation);

    /// <exception cref="ContentMissingException">There is none.</exception>
    /// <exception cref="DigestMismatchException">It is damaged.</exception>
    public Task GetAsync(TrainingJob job, Digest checkpoint, string path, CancellationToken cancellation) =>
        store.GetFileAsync(checkpoint, path, OwnerOf(job), cancellation);

    /// <summary>Waits, after the training's end, for what was on its way then, so that it does not come to stay.</summary>
    /// <param name="job">Whose.</param>
    /// <param name="status">Knows which there were.</param>
    /// <param name="kept">As below.</param>
    public async Task EndAsync(TrainingJob job, AttemptStatus status, Digest? kept)
    {
        if (status.Upload is { } upload)
        {
            try
            {
                // It may have been stored without anybody waiting for it any more.
                status.Leave(await upload.WaitAsync(Patience, time));
            }
            catch (Exception outage) when (outage is RequestFailedException or AggregateException or IOException or TimeoutException)
            {
                log.LogWarning(
                    "Job {Job}: its last checkpoint was not stored, or stays until it is swept: {Reason}",
                    job.JobId,
                    outage.Message
                );
            }
        }

        await ReleaseAsync(job, status, kept);
    }

    /// <param name="job">Whose.</param>
    /// <param name="status">Knows which there were.</param>
    /// <param name="kept">That which the job's progress names, or a later training goes on from; null when none is needed any more.</param>
    public async Task ReleaseAsync(TrainingJob job, AttemptStatus status, Digest? kept)
    {
        Digest[] last = kept is null && status.Now.Checkpoint is { } current ? [current] : [];
        foreach (var past in status.Past.Concat(last).Where(past => past != kept))
        {
            try
            {
                await store.ReleaseAsync(past, OwnerOf(job));
                status.Forget(past);
            }
            catch (Exception outage) when (outage is RequestFailedException or AggregateException)
            {
                log.LogWarning("Job {Job}: the checkpoint {Checkpoint} stays until it is swept: {Reason}", job.JobId, past, outage.Message);
                return;
            }
        }
    }

    private static string OwnerOf(TrainingJob job) => Uri.EscapeDataString($"{job.RunId}/{job.JobId}");
}
