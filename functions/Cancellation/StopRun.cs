using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;

namespace ServerlessML.Functions.Cancellation;

/// <summary>
/// Terminates a run's orchestrations, unless it moves traffic. Repeated, it tells how far that has come. The run's own goes first, and what
/// it has started when it has ended: the other way round, it would meet the end of its parts and fail by it.
/// </summary>
public sealed class StopRun(RunManifests manifests, ModelRegistry models, TrafficPlans plans)
{
    [Function(nameof(StopRun))]
    public async Task<StopReport> RunAsync(
        [ActivityTrigger] CancelRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var instance = await client.GetInstanceAsync(request.RunId, getInputsAndOutputs: true, cancellation);
        if (instance is { IsCompleted: false })
        {
            if (RunInstances.StatusOf(instance) is { Stage: Stage.Rollout })
            {
                return new() { Outcome = CancelOutcome.MovesTraffic };
            }

            await client.TryTerminateAsync(request.RunId, request.Reason, cancellation);
            instance = await client.GetInstanceAsync(request.RunId, getInputsAndOutputs: true, cancellation);
        }

        return instance switch
        {
            { IsCompleted: false } => new() { Outcome = CancelOutcome.Stopping },
            { RuntimeStatus: OrchestrationRuntimeStatus.Terminated } when await StopPartsAsync(client, request, cancellation) => new()
            {
                Outcome = CancelOutcome.Stopping,
            },
            { RuntimeStatus: OrchestrationRuntimeStatus.Terminated } => await StoppedAsync(
                RunInstances.PipelineOf(instance),
                request.RunId,
                cancellation
            ),
            _ => new() { Outcome = CancelOutcome.Ended },
        };
    }

    /// <returns>Whether there was any; it may have started others in the meantime.</returns>
    private static async Task<bool> StopPartsAsync(DurableTaskClient client, CancelRequest request, CancellationToken cancellation)
    {
        var any = false;
        await foreach (var part in client.GetAllInstancesAsync(LiveInstances.Of($"{request.RunId}:")).WithCancellation(cancellation))
        {
            // People are told of what happened whether the run goes on or not.
            if (part.Name is not nameof(RunCancellation) and not nameof(PeopleNotification))
            {
                any = true;
                await client.TryTerminateAsync(part.InstanceId, request.Reason, cancellation);
            }
        }

        return any;
    }

    private async Task<StopReport> StoppedAsync(string pipeline, string runId, CancellationToken cancellation)
    {
        if ((await manifests.FindAsync(runId, cancellation))?.EndedAt is not null)
        {
            return new() { Outcome = CancelOutcome.Ended };
        }

        // The rollout may have begun between the look and the end.
        var aliases = await models.AliasesAsync(pipeline, cancellation);
        var began =
            aliases is { Challenger: { } challenger, Champion: not null }
            && (await models.FindAsync(pipeline, challenger, cancellation))?.RunId == runId;
        return new()
        {
            Outcome = CancelOutcome.Cancelled,
            GiveBack = !began
                ? null
                : new()
                {
                    RunId = runId,
                    Deployment = pipeline,
                    Version = aliases.Challenger!.Value,
                    Champion = aliases.Champion,
                    Promote = false,
                    Capture = (await plans.FindAsync(pipeline, cancellation))?.Capture ?? 0,
                    ChangeId = $"{runId}:restore",
                    Reason = "the run was cancelled",
                },
        };
    }
}
