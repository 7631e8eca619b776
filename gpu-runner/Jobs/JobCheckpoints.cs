using Azure;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner;

/// <summary>
/// A job's checkpoints in the store. One goes once the job's progress names a later one, the last when the job has ended for good. What a killed runner leaves behind
/// goes by its age.
/// </summary>
public sealed class JobCheckpoints(CheckpointStore store, ILogger<JobCheckpoints> log)
{
    public Task<Digest> PutAsync(TrainingJob job, string path, CancellationToken cancellation) => store.PutFileAsync(path, OwnerOf(job), cancellation);

    /// <exception cref="ContentMissingException">There is none.</exception>
    /// <exception cref="DigestMismatchException">It is damaged.</exception>
    public Task GetAsync(TrainingJob job, Digest checkpoint, string path, CancellationToken cancellation) => store.GetFileAsync(checkpoint, path, OwnerOf(job), cancellation);

    /// <param name="job">Whose.</param>
    /// <param name="standing">Knows which there were.</param>
    /// <param name="kept">That which the job's progress names, or a later training goes on from; null when none is needed any more.</param>
    public async Task ReleaseAsync(TrainingJob job, JobStanding standing, Digest? kept)
    {
        Digest[] last = kept is null && standing.Now.Checkpoint is { } current ? [current] : [];
        foreach (var past in standing.Past.Concat(last).Where(past => past != kept))
        {
            try
            {
                await store.ReleaseAsync(past, OwnerOf(job));
                standing.Forget(past);
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
