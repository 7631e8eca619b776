using ServerlessML.Contracts;

namespace ServerlessML.GpuRunner;

/// <summary>A later attempt of the job has begun; this one's work is wanted by nobody.</summary>
public sealed class SupersededException(TrainingJob job, int attempt)
    : Exception($"Attempt {job.Attempt} of job {job.JobId} is superseded by attempt {attempt}.");
