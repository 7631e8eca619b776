namespace ServerlessML.GpuRunner.Jobs;

/// <summary>The message was not renewed in time, and another runner took it.</summary>
public sealed class LeaseLostException(TrainingJob job)
    : Exception($"Attempt {job.Attempt} of job {job.JobId} was taken by another runner.");
