namespace ServerlessML.GpuRunner.Jobs;

/// <summary>A later attempt of the job has begun, or this one was given up; its work is wanted by nobody.</summary>
public sealed class SupersededException(TrainingJob job, int attempt)
    : Exception(
        attempt > job.Attempt
            ? $"Attempt {job.Attempt} of job {job.JobId} is superseded by attempt {attempt}."
            : $"Attempt {job.Attempt} of job {job.JobId} was abandoned."
    );
