namespace ServerlessML.Functions.Training.Backends;

/// <summary>
/// Puts the job on the queue and has a platform run something that takes it. What was done is written down after each step, and looked for
/// on the platform before it is done: a repeat finds it, whether the answer, the record or the process was lost.
/// </summary>
public abstract class PlatformBackend(QueueBackend queue, StartedAttempts attempts, TimeProvider time) : ITrainingBackend
{
    public async Task StartAsync(TrainingJob job, CancellationToken cancellation)
    {
        var attempt = Attempt.Of(job);
        var started = await attempts.FindAsync(attempt, cancellation);
        if (started is null)
        {
            // The message first: what finds an empty queue ends.
            await queue.StartAsync(job, cancellation);
            started = await attempts.AddAsync(attempt, new() { InstanceId = job.InstanceId, At = time.GetUtcNow() }, cancellation);
        }

        if (started.Name is null)
        {
            var name = await FindAsync(attempt, cancellation) ?? await BeginAsync(job, attempt, cancellation);
            await attempts.ChangeAsync(attempt, known => known with { Name = name }, cancellation);
        }
    }

    public async Task<AttemptEnd?> EndOfAsync(Attempt attempt, CancellationToken cancellation) =>
        await NameOfAsync(attempt, cancellation) is { } name ? await EndAsync(name, cancellation) : null;

    public async Task StopAsync(Attempt attempt, CancellationToken cancellation)
    {
        if (await NameOfAsync(attempt, cancellation) is { } name && await EndAsync(name, cancellation) is null)
        {
            await EndEarlyAsync(name, cancellation);
        }
    }

    /// <returns>The platform's name of what was begun for the attempt; null when nothing was.</returns>
    protected abstract Task<string?> FindAsync(Attempt attempt, CancellationToken cancellation);

    /// <returns>The platform's name of it; null when the platform did not say.</returns>
    protected abstract Task<string?> BeginAsync(TrainingJob job, Attempt attempt, CancellationToken cancellation);

    /// <returns>Null while it goes on.</returns>
    protected abstract Task<AttemptEnd?> EndAsync(string name, CancellationToken cancellation);

    protected abstract Task EndEarlyAsync(string name, CancellationToken cancellation);

    private async Task<string?> NameOfAsync(Attempt attempt, CancellationToken cancellation) =>
        await attempts.FindAsync(attempt, cancellation) is { } started ? started.Name ?? await FindAsync(attempt, cancellation) : null;
}
