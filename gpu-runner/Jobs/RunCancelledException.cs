namespace ServerlessML.GpuRunner.Jobs;

/// <summary>The job's run was cancelled; nobody waits for its model.</summary>
public sealed class RunCancelledException(TrainingJob job, string? why) : Exception($"The run {job.RunId} was {why ?? "cancelled"}.");
