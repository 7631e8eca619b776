using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Intake;
using ServerlessML.Workflows.Cancellation;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Settles runs that ended without their own code, which writes the manifest else: terminated in the portal, or failed by the backend.
/// Their manifests would say for ever that they run.
/// </summary>
public sealed class EndedRuns(RunManifests manifests, TimeProvider time, ILogger<EndedRuns> log)
{
    private const string Outside = "unknown (ended outside of this API)";
    private const int PageSize = 100;

    // A run's own end, or a cancellation's, is on its way for a moment.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    // Older ones were settled, or nobody could: each costs a look.
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    [Function(nameof(EndedRuns))]
    public async Task RunAsync(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        _ = timer;
        var now = time.GetUtcNow();
        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
            PageSize: PageSize
        );
        await foreach (var instance in client.GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            if (
                RunInstances.IsRun(instance)
                && instance.LastUpdatedAt > now - Back
                && instance.LastUpdatedAt < now - Grace
                && await manifests.FindAsync(instance.InstanceId, cancellation) is { EndedAt: null }
            )
            {
                await SettleAsync(client, instance, now, cancellation);
            }
        }
    }

    private async Task SettleAsync(
        DurableTaskClient client,
        OrchestrationMetadata instance,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var run = instance.InstanceId;
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated)
        {
            // What it has started, and the traffic that it may have begun to move, end as with any other cancellation.
            log.LogWarning("The run {Run} was terminated and not cancelled: it is cancelled now", run);
            await RunStarter.ScheduleUnlessRunningAsync(
                client,
                nameof(RunCancellation),
                RunCancellation.InstanceOf(run),
                new CancelRequest
                {
                    RunId = run,
                    By = Outside,
                    At = now,
                },
                cancellation
            );
            return;
        }

        var whole = await client.GetInstanceAsync(run, getInputsAndOutputs: true, cancellation);
        var why = whole?.Reason() ?? "the durable backend ended it and gives no reason";
        log.LogWarning("The run {Run} failed without recording its end: {Reason}", run, why);
        await manifests.ChangeAsync(run, manifest => manifest.EndedAt is null ? Failed(manifest, why, now) : manifest, cancellation);
    }

    private static RunManifest Failed(RunManifest manifest, string why, DateTimeOffset now)
    {
        var ended = RunManifests.WithStep(
            manifest,
            new()
            {
                Key = "failed",
                Stage = manifest.Steps[^1].Stage,
                What = why,
                At = now,
            }
        );
        return ended with { State = RunState.Failed, Outcome = why, EndedAt = now };
    }
}
