using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Each hour: says in the log which runs have been silent for too long and wait for nobody, and that it looked. A rule over the log tells
/// people; by itself it could see two days of history at the most.
/// </summary>
public sealed class RunWatch(FunctionsOptions options, TimeProvider time, ILogger<RunWatch> log)
{
    // Without inputs and outputs, and few at a time: one message holds 4 MB at the most.
    private static readonly OrchestrationQuery Live = new(
        Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended],
        PageSize: 100,
        FetchInputsAndOutputs: false
    );

    [Function(nameof(RunWatch))]
    public async Task RunAsync(
        [TimerTrigger("0 45 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        _ = timer;
        HashSet<string> runs = [];
        Dictionary<string, DateTimeOffset> heard = [];
        await foreach (var instance in client.GetAllInstancesAsync(Live).WithCancellation(cancellation))
        {
            if (RunInstances.IsRun(instance))
            {
                runs.Add(instance.InstanceId);
            }

            // A run's training and rollout are orchestrations of their own, whose ids begin with its: it lives while they do.
            var run = instance.InstanceId.Split(':')[0];
            heard[run] = heard.TryGetValue(run, out var last) && last > instance.LastUpdatedAt ? last : instance.LastUpdatedAt;
        }

        var stuck = 0;
        foreach (var run in runs.Where(run => time.GetUtcNow() - heard[run] > options.StuckAfter).Order(StringComparer.Ordinal))
        {
            // Who waits for a person has an end of its own.
            if (
                await client.GetInstanceAsync(run, getInputsAndOutputs: true, cancellation) is { IsRunning: true } instance
                && RunInstances.StatusOf(instance) is not ({ Approval: not null } or { Override: not null })
            )
            {
                stuck++;
                log.LogWarning(
                    RunWatchLog.Stuck + "{RunId}: nothing has happened to it since {Since:u}, in the stage {Stage}",
                    run,
                    heard[run],
                    RunInstances.StatusOf(instance)?.Stage
                );
            }
        }

        log.LogInformation(RunWatchLog.Looked + ": {Live} live, {Stuck} stuck", runs.Count, stuck);
    }
}
