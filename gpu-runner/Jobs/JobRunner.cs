using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessML.GpuRunner.Supervision;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>
/// Runs one message to its end. The event is posted before the progress says that the attempt ended, and the message goes last:
/// whatever dies in between, the message comes again, and the second time does again what was not yet done.
/// </summary>
public sealed class JobRunner(
    JobQueue queue,
    JobProgress progress,
    CancelledRuns cancelled,
    JobCheckpoints checkpoints,
    JobTraining training,
    RunnerOptions options,
    TimeProvider time,
    ILogger<JobRunner> log
)
{
    /// <param name="message">Taken from the queue.</param>
    /// <param name="stopping">The process is to end: the job goes back to the queue.</param>
    public async Task RunAsync(JobMessage message, CancellationToken stopping)
    {
        if (Read(message) is not { } job)
        {
            await queue.SetAsideAsync(message, stopping);
            return;
        }

        var status = new AttemptStatus();
        try
        {
            await cancelled.HoldAsync(job, stopping);
            if (await progress.WriteAsync(job, status.Now, stopping) is { } begun)
            {
                var ended =
                    message.Dequeues > options.MaxDequeues
                        ? Failure(
                            job,
                            $"The job was taken {message.Dequeues - 1} times, and no runner reported how it ended.",
                            retryable: true
                        ) with
                        {
                            Checkpoint = begun.Checkpoint,
                        }
                        : await AttemptAsync(job, message, begun.Checkpoint, status, stopping);
                if (ended.Checkpoint is not null)
                {
                    // The next attempt goes on from what the progress names.
                    await progress.WriteAsync(job, status.Now, stopping);
                }

                await queue.PostAsync(ended, stopping);
                status.Enter(ended.Error is null ? JobProgress.Completed : JobProgress.Failed);
                await progress.WriteAsync(job, status.Now, stopping);
                await checkpoints.EndAsync(job, status, ended.Retryable ? status.Now.Checkpoint : ended.Result?.Checkpoint);
                log.LogInformation(
                    "Job {Job}, attempt {Attempt}: {End}",
                    job.JobId,
                    job.Attempt,
                    ended.Error ?? $"model {ended.Result!.Model}"
                );
            }

            await message.DeleteAsync();
        }
        catch (SupersededException superseded)
        {
            log.LogInformation("{Reason}", superseded.Message);
            await message.DeleteAsync();
        }
        catch (RunCancelledException end)
        {
            await EndCancelledAsync(job, message, status, end, stopping);
        }
        catch (InvalidDataException unreadable)
        {
            // Without its progress document the attempt has neither fence nor heartbeat.
            await queue.PostAsync(Failure(job, unreadable.Message, retryable: false), stopping);
            await message.DeleteAsync();
        }
        catch (LeaseLostException lost)
        {
            log.LogWarning("{Reason}", lost.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Before the message, with which another runner may begin at once.
            status.Enter(JobProgress.Queued);
            await progress.WriteAsync(job, status.Now, CancellationToken.None);
            await message.ReturnAsync();
            log.LogInformation("Job {Job}, attempt {Attempt} goes back to the queue, because the runner stops", job.JobId, job.Attempt);
        }
    }

    // The event is for an orchestration that has outlived its run's cancellation: one that was terminated is not told of it.
    private async Task EndCancelledAsync(
        TrainingJob job,
        JobMessage message,
        AttemptStatus status,
        RunCancelledException end,
        CancellationToken stopping
    )
    {
        await queue.PostAsync(Failure(job, end.Message, retryable: false), stopping);
        status.Enter(JobProgress.Cancelled);
        try
        {
            await progress.WriteAsync(job, status.Now, stopping);
            await checkpoints.EndAsync(job, status, null);
        }
        catch (SupersededException)
        {
            // The document is a later attempt's, which meets the same end.
        }

        await message.DeleteAsync();
        log.LogInformation("Job {Job}, attempt {Attempt}: {End}", job.JobId, job.Attempt, end.Message);
    }

    private async Task<TrainingEvent> AttemptAsync(
        TrainingJob job,
        JobMessage message,
        Digest? resume,
        AttemptStatus status,
        CancellationToken stopping
    )
    {
        var left = job.Deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return PastDeadline(job, $"The deadline {job.Deadline:u} had passed before a runner took the job.");
        }

        var begun = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(left, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var renewing = new JobLease(job, message, progress, status, cancelled, checkpoints, options, time, log).KeepAsync(stop);
        try
        {
            var result = await training.RunAsync(job, resume, status, stopping, stop.Token);
            await stop.CancelAsync();
            await renewing;
            return new TrainingEvent
            {
                JobId = job.JobId,
                InstanceId = job.InstanceId,
                Attempt = job.Attempt,
                Result = result,
            };
        }
        catch (Exception failure)
        {
            await stop.CancelAsync();
            await renewing;
            stopping.ThrowIfCancellationRequested();
            var ended = deadline.IsCancellationRequested
                ? PastDeadline(job, $"The deadline {job.Deadline:u} passed before the training ended.")
                : Failure(job, failure);
            return ended with { Checkpoint = status.Now.Checkpoint, Seconds = time.GetElapsedTime(begun).TotalSeconds };
        }
    }

    // Reported and not judged: the orchestration, which looks at the same deadline, may have seen it first, and both have to come to the
    // same.
    private static TrainingEvent PastDeadline(TrainingJob job, string error) =>
        Failure(job, error, retryable: true) with
        {
            PastDeadline = true,
        };

    private TrainingEvent Failure(TrainingJob job, Exception failure)
    {
        // Another attempt would meet the same data and the same parameters.
        var final =
            failure
            is TrainingException
                or ColumnException
                or UnreadableFileException
                or ContentMissingException
                or DigestMismatchException
                or JsonException;
        if (failure is RecipeFailedException told)
        {
            return Failure(job, told.Message, told.IsRetryable);
        }

        if (!final)
        {
            log.LogError(failure, "Job {Job}, attempt {Attempt} failed", job.JobId, job.Attempt);
        }

        return failure is JsonException
            ? Failure(job, $"The dataset {job.Dataset} is not a dataset manifest: {failure.Message}", retryable: false)
            : Failure(job, final ? failure.Message : $"{failure.GetType().Name}: {failure.Message}", retryable: !final);
    }

    private static TrainingEvent Failure(TrainingJob job, string error, bool retryable) =>
        new()
        {
            JobId = job.JobId,
            InstanceId = job.InstanceId,
            Attempt = job.Attempt,
            Error = error,
            Retryable = retryable,
        };

    private TrainingJob? Read(JobMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingJob>(message.Body, Wire.Options);
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            log.LogError("Message {Message} is not a training job, and is set aside: {Reason}", message.Id, broken.Message);
            return null;
        }
    }
}
