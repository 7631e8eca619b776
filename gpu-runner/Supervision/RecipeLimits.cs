namespace ServerlessML.GpuRunner.Supervision;

/// <param name="Memory">Bytes of all its processes together, where no container holds it to that; null for any.</param>
/// <param name="Output">Bytes that it may leave on the disk.</param>
/// <param name="Stall">How long it may say nothing.</param>
internal sealed record RecipeLimits(long? Memory, long Output, TimeSpan Stall)
{
    public static RecipeLimits For(TrainingJob job, RunnerOptions options) =>
        new(job.Resources?.Memory ?? options.Memory, job.Resources?.Output ?? options.Output, job.Stall ?? options.Stall);
}
