using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner;

/// <summary>The job's progress document: heartbeat, and fence between attempts.</summary>
public sealed class JobProgress(StorageClients storage, RunnerOptions options, TimeProvider time)
{
    public const string Reading = "reading";
    public const string Training = "training";
    public const string Uploading = "uploading";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Queued = "queued";

    /// <summary>Writes where the attempt stands. The document of an attempt that has ended is left as it is.</summary>
    /// <returns>False when this very attempt has ended already.</returns>
    /// <exception cref="SupersededException">The document is a later attempt's.</exception>
    public async Task<bool> WriteAsync(TrainingJob job, string state, Ml.Training.TrainingStep? step, CancellationToken cancellation)
    {
        TrainingProgress? mine = null;
        var written = await storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId), Change, cancellation);
        return ReferenceEquals(written, mine);

        TrainingProgress Change(TrainingProgress? current)
        {
            if (current is not null && current.Attempt > job.Attempt)
            {
                throw new SupersededException(job, current.Attempt);
            }

            if (current is null || current.Attempt < job.Attempt)
            {
                return mine = Now(job, state, step);
            }

            // What the attempt reached stays readable after its end.
            return current.State is Completed or Failed
                ? current
                : mine = step is not null ? Now(job, state, step) : current with { State = state, Runner = options.Name, At = time.GetUtcNow() };
        }
    }

    private TrainingProgress Now(TrainingJob job, string state, Ml.Training.TrainingStep? step) => new()
    {
        JobId = job.JobId,
        Attempt = job.Attempt,
        State = state,
        Step = step?.Step ?? 0,
        Steps = step?.Steps ?? 0,
        Epoch = step?.Epoch ?? 0,
        Loss = step?.Loss,
        ValidationAuc = step?.ValidationAuc,
        Runner = options.Name,
        At = time.GetUtcNow(),
    };
}
