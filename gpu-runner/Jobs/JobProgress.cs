using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>The job's progress document: heartbeat, and fence between attempts.</summary>
public sealed class JobProgress(StorageClients storage, RunnerOptions options, TimeProvider time)
{
    public const string Reading = "reading";
    public const string Training = "training";
    public const string Uploading = "uploading";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Queued = "queued";
    public const string Cancelled = "cancelled";

    /// <summary>Writes where the attempt stands. The document of an attempt that has ended is left as it is.</summary>
    /// <returns>The document; null when this very attempt has ended already.</returns>
    /// <exception cref="SupersededException">The document is a later attempt's.</exception>
    public async Task<TrainingProgress?> WriteAsync(TrainingJob job, AttemptSnapshot status, CancellationToken cancellation)
    {
        TrainingProgress? mine = null;
        var written = await storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            Change,
            cancellation
        );
        return ReferenceEquals(written, mine) ? written : null;

        TrainingProgress Change(TrainingProgress? current)
        {
            if (current is not null && current.Attempt > job.Attempt)
            {
                throw new SupersededException(job, current.Attempt);
            }

            // What the attempt reached stays readable after its end.
            return current?.Attempt == job.Attempt && current.State is Completed or Failed or Cancelled
                ? current
                : mine = Next(job, status, current);
        }
    }

    private TrainingProgress Next(TrainingJob job, AttemptSnapshot status, TrainingProgress? current)
    {
        var before = current?.Attempt == job.Attempt ? current : null;
        var line = status.Line;
        var now = time.GetUtcNow();
        return new()
        {
            JobId = job.JobId,
            Attempt = job.Attempt,
            State = status.State,
            Step = line?.Step ?? before?.Step ?? 0,
            Steps = line?.Steps ?? before?.Steps ?? 0,
            Epoch = line?.Epoch ?? before?.Epoch ?? 0,
            Loss = line?.Loss ?? before?.Loss,
            ValidationAuc = line?.ValidationAuc ?? before?.ValidationAuc,
            Runner = options.Name,
            At = now,
            Checkpoint = status.Checkpoint ?? before?.Checkpoint,
            WaitingSince = status.State == Queued ? now : null,
            Notes = status.Notes ?? before?.Notes,
            Earlier = current?.Earlier,
        };
    }
}
