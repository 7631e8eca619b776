using Azure;
using Microsoft.Extensions.Logging;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>While a job runs: writes its progress, keeps its message, and stops it when either is another's.</summary>
internal sealed class JobLease(
    TrainingJob job,
    JobMessage message,
    JobProgress progress,
    AttemptStatus status,
    CancelledRuns cancelled,
    JobCheckpoints checkpoints,
    RunnerOptions options,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Goes on until the source is cancelled, by anyone.</summary>
    /// <exception cref="SupersededException">A later attempt has begun, or this one was given up.</exception>
    /// <exception cref="RunCancelledException">Nobody waits for the model any more.</exception>
    /// <exception cref="LeaseLostException">Another runner has the message.</exception>
    public async Task KeepAsync(CancellationTokenSource stop)
    {
        var renewed = time.GetUtcNow();
        using var beat = new PeriodicTimer(options.Heartbeat < options.Lease / 3 ? options.Heartbeat : options.Lease / 3, time);
        try
        {
            while (await beat.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    await cancelled.HoldAsync(job, stop.Token);
                    var written = await progress.WriteAsync(job, status.Now, stop.Token) ?? throw new SupersededException(job, job.Attempt);
                    if (written.Checkpoint is { } named)
                    {
                        await checkpoints.ReleaseAsync(job, status, named);
                    }

                    if (time.GetUtcNow() - renewed >= options.Lease / 3)
                    {
                        renewed = await message.RenewAsync(options.Lease, stop.Token)
                            ? time.GetUtcNow()
                            : throw new LeaseLostException(job);
                    }
                }
                catch (Exception outage) when (outage is RequestFailedException or AggregateException)
                {
                    // Training goes on without storage; it is needed again at the end.
                    log.LogWarning("Job {Job}: storage does not answer: {Reason}", job.JobId, outage.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The job has ended, or must.
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
