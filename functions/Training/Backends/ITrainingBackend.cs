namespace ServerlessML.Functions.Training.Backends;

/// <summary>
/// Where attempts run. The job itself travels on the queue in all of them: its lease and its fence hold wherever the runner is.
/// </summary>
public interface ITrainingBackend
{
    /// <summary>
    /// Sees to it that a runner comes for the attempt. Done twice, or again after a crash in the middle, it is done once.
    /// </summary>
    Task StartAsync(TrainingJob job, CancellationToken cancellation);

    /// <returns>How the platform ended what was started for the attempt; null while it goes on, and where no platform tells.</returns>
    Task<AttemptEnd?> EndOfAsync(Attempt attempt, CancellationToken cancellation);

    /// <summary>Stops what was started for an attempt that nobody waits for any more; nothing happens where it has ended.</summary>
    Task StopAsync(Attempt attempt, CancellationToken cancellation);
}
