using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace ServerlessML.Workflows.Training;

/// <summary>
/// Trains one model on a runner: queues an attempt, waits for its event, and queues another when the attempt is lost.
/// The attempt's number is the fencing token: an event of an earlier attempt is refused.
/// </summary>
public sealed class ModelTraining : TaskOrchestrator<TrainRequest, TrainOutcome>
{
    public const string EndedEvent = "training-ended";

    public override async Task<TrainOutcome> RunAsync(TaskOrchestrationContext context, TrainRequest input)
    {
        var log = context.CreateReplaySafeLogger<ModelTraining>();
        var inbox = new EventInbox<TrainingEvent>(context, EndedEvent);
        string? lastError = null;
        var earlier = new List<string>();
        var resume = input.Resume;
        var abandoned = false;
        double? lost = null;
        for (var attempt = 1; attempt <= input.Settings.MaxAttempts; attempt++)
        {
            var deadline = context.CurrentUtcDateTime + input.Settings.Deadline;
            await context.CallAsync(
                Stages.EnqueueTraining,
                new EnqueueRequest
                {
                    Job = JobOf(context, input, attempt, deadline) with
                    {
                        Resume = resume,
                        Resources = ResourcesOf(input.Settings, attempt),
                    },
                    LastError = lastError,
                }
            );
            (var ended, abandoned) = await WaitAsync(context, input, attempt, deadline, inbox);
            if (ended.Result is { } result)
            {
                return new()
                {
                    Result = result,
                    Attempts = attempt,
                    Earlier = earlier.Count > 0 ? earlier : null,
                    LostSeconds = lost,
                };
            }

            lost = ended.Seconds is { } seconds ? (lost ?? 0) + seconds : lost;

            lastError = ended.Error ?? "the attempt ended without a result";
            resume = ended.Checkpoint ?? resume;
            log.LogWarning("Attempt {Attempt} of {Job} ended: {Error}", attempt, input.JobId, lastError);
            if (!ended.Retryable)
            {
                return new()
                {
                    Error = lastError,
                    Attempts = attempt,
                    Earlier = earlier.Count > 0 ? earlier : null,
                    LostSeconds = lost,
                };
            }

            earlier.Add(lastError);
        }

        if (abandoned)
        {
            await context.CallAsync(
                Stages.AbandonTraining,
                new AbandonRequest
                {
                    RunId = input.RunId,
                    JobId = input.JobId,
                    InstanceId = context.InstanceId,
                    Attempt = input.Settings.MaxAttempts,
                }
            );
        }

        return new()
        {
            Error = $"{lastError} (after {input.Settings.MaxAttempts} attempts)",
            Attempts = input.Settings.MaxAttempts,
            Earlier = earlier,
            LostSeconds = lost,
        };
    }

    /// <returns>How the attempt ended, and whether that is only what we make of its silence.</returns>
    private static async Task<(TrainingEvent Ended, bool Abandoned)> WaitAsync(
        TaskOrchestrationContext context,
        TrainRequest input,
        int attempt,
        DateTime deadline,
        EventInbox<TrainingEvent> inbox
    )
    {
        var log = context.CreateReplaySafeLogger<ModelTraining>();
        Digest? checkpoint = null;
        while (true)
        {
            using var woken = new CancellationTokenSource();
            var nextLook = context.CurrentUtcDateTime + input.Settings.Heartbeat;
            var timer = context.WaitUntilAsync(nextLook < deadline ? nextLook : deadline, woken.Token);
            if (await Task.WhenAny(inbox.Next, timer) != timer)
            {
                woken.Cancel();
                var message = await inbox.TakeAsync();
                if (message.Attempt == attempt)
                {
                    return (
                        message.PastDeadline ? message with { Error = PastDeadline(input, attempt), Retryable = true } : message,
                        false
                    );
                }

                log.LogWarning(
                    "Refused the result of attempt {Old} of {Job}: attempt {Current} is the current one",
                    message.Attempt,
                    input.JobId,
                    attempt
                );
                continue;
            }

            if (context.CurrentUtcDateTime >= deadline)
            {
                return (Lost(context, input, attempt, PastDeadline(input, attempt)) with { Checkpoint = checkpoint }, true);
            }

            var heartbeat = await context.CallAsync(Stages.ReadProgress, new ProgressRequest { RunId = input.RunId, JobId = input.JobId });
            checkpoint = heartbeat.Attempt == attempt ? heartbeat.Checkpoint : null;
            if (HeartbeatRule.IsLost(heartbeat, attempt, context.CurrentUtcDateTime, input.Settings.Heartbeat))
            {
                return (
                    Lost(context, input, attempt, $"attempt {attempt} was lost: its runner was last heard at {heartbeat.At:u}") with
                    {
                        Checkpoint = heartbeat.Checkpoint,
                    },
                    true
                );
            }
        }
    }

    // What may be taken away was taken away often enough by then.
    private static TrainingResources? ResourcesOf(TrainingSettings settings, int attempt) =>
        settings.Resources is { Capacity: TrainingResources.Spot } spot && attempt == settings.MaxAttempts
            ? spot with
            {
                Capacity = TrainingResources.OnDemand,
            }
            : settings.Resources;

    private static string PastDeadline(TrainRequest input, int attempt) =>
        $"attempt {attempt} passed its deadline of {input.Settings.Deadline}";

    private static TrainingEvent Lost(TaskOrchestrationContext context, TrainRequest input, int attempt, string error) =>
        new()
        {
            JobId = input.JobId,
            InstanceId = context.InstanceId,
            Attempt = attempt,
            Error = error,
            Retryable = true,
        };

    private static TrainingJob JobOf(TaskOrchestrationContext context, TrainRequest input, int attempt, DateTime deadline) =>
        new()
        {
            JobId = input.JobId,
            RunId = input.RunId,
            InstanceId = context.InstanceId,
            Attempt = attempt,
            Recipe = input.Settings.Recipe,
            Parameters = input.Settings.Parameters,
            Seed = input.Settings.Seed,
            Threads = input.Settings.Threads,
            Dataset = input.Dataset,
            Data = input.Data,
            Split = input.Split,
            Holdout = input.Holdout,
            HoldoutSalt = input.HoldoutSalt,
            Until = input.Until,
            Resume = input.Resume,
            Fold = input.Fold,
            Deadline = new(DateTime.SpecifyKind(deadline, DateTimeKind.Utc)),
            Stall = input.Settings.Stall,
            CheckpointEvery = input.Settings.CheckpointEvery,
            Image = input.Settings.Image,
            Command = input.Settings.Command,
            Network = input.Settings.Network,
        };
}
