using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Intake;

/// <summary>Starts the run of a batch, once for one content.</summary>
public sealed class RunStarter(
    LandingZone landing,
    PipelineStore pipelines,
    ContentStore content,
    RunManifests manifests,
    TrafficRules rules,
    ILogger<RunStarter> log
)
{
    /// <param name="client">The orchestrations' client.</param>
    /// <param name="pipeline">The pipeline's name, as the path or the caller gives it.</param>
    /// <param name="batch">The batch's name, likewise.</param>
    /// <param name="startedBy">Who or what asks for it.</param>
    /// <param name="idempotencyKey">Null for the run that the content itself names.</param>
    /// <param name="startedById">Their object id in Entra ID, where they have one.</param>
    /// <param name="cancellation">Stops the start.</param>
    public async Task<StartedRun> StartAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        string startedBy,
        string? idempotencyKey = null,
        string? startedById = null,
        CancellationToken cancellation = default
    )
    {
        if (!Names.IsPipeline(pipeline) || !Names.IsBatch(batch))
        {
            var rule = Names.IsPipeline(pipeline)
                ? $"'{batch}' is not the name of a batch. A name has {Names.BatchRule}"
                : $"'{pipeline}' is not the name of a pipeline. A name has {Names.PipelineRule}";
            return await RefuseAsync(pipeline, batch, rule, cancellation);
        }

        var (stored, problem) = await DefinitionAsync(pipeline, cancellation);
        if (stored is null)
        {
            var refused = await RefuseAsync(pipeline, batch, problem!, cancellation);
            // Whoever put the definition between the look and the note found no note to start the batch by.
            (stored, _) = await DefinitionAsync(pipeline, cancellation);
            if (stored is null)
            {
                return refused;
            }
        }

        var manifest = await landing.ReadAsync(pipeline, batch, cancellation);
        // An empty batch has no content to be named by: its own name takes part, so that each is told so.
        var key = idempotencyKey ?? (manifest.Files.Count == 0 ? $"empty:{batch}" : null);
        var request = new LifecycleRequest
        {
            RunId = RunId.For(pipeline, manifest.ContentDigest(), key),
            Pipeline = pipeline,
            Batch = batch,
            Definition = await content.PutJsonAsync(stored.Definition, cancellation),
            Dataset = await content.PutJsonAsync(manifest, cancellation),
            StartedBy = startedBy,
            StartedById = startedById,
        };
        var isNew =
            !await HasEndedAsync(request.RunId, cancellation)
            && await ScheduleOnceAsync(client, nameof(ModelLifecycle), request.RunId, request, cancellation);
        await landing.RemoveMarkerAsync(pipeline, batch, LandingZone.ProblemNote, cancellation);
        log.LogInformation(
            "Batch {Pipeline}/{Batch} is run {Run}: {Answer}",
            pipeline,
            batch,
            request.RunId,
            isNew ? "started" : "started before, no second run"
        );
        return new() { RunId = request.RunId, IsNew = isNew };
    }

    // Its orchestration may have been purged since.
    private async Task<bool> HasEndedAsync(string runId, CancellationToken cancellation) =>
        await manifests.FindAsync(runId, cancellation) is { State: not RunState.Running };

    /// <summary>Schedules an instance unless there is one of that id, in whatever state.</summary>
    /// <returns>Whether there was none when this call came. Of calls at the same moment several may be told so: one instance
    /// runs.</returns>
    public static async Task<bool> ScheduleOnceAsync(
        DurableTaskClient client,
        string orchestration,
        string instanceId,
        object input,
        CancellationToken cancellation
    ) =>
        // Without the statuses, a second start would replace an instance that has ended.
        await client.GetInstanceAsync(instanceId, cancellation) is null
        && await ScheduleAsync(
            client,
            orchestration,
            instanceId,
            input,
            StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
            cancellation
        );

    /// <summary>Schedules an instance, in place of one of that id that has ended.</summary>
    public static async Task ScheduleUnlessRunningAsync(
        DurableTaskClient client,
        string orchestration,
        string instanceId,
        object input,
        CancellationToken cancellation
    )
    {
        if (await client.GetInstanceAsync(instanceId, cancellation) is not { IsCompleted: false })
        {
            await ScheduleAsync(client, orchestration, instanceId, input, LiveInstances.Statuses, cancellation);
        }
    }

    private static async Task<bool> ScheduleAsync(
        DurableTaskClient client,
        string orchestration,
        string instanceId,
        object input,
        IReadOnlyList<OrchestrationRuntimeStatus> refuseWhen,
        CancellationToken cancellation
    )
    {
        try
        {
            var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses([.. refuseWhen]);
            await client.ScheduleNewOrchestrationInstanceAsync(orchestration, input, options, cancellation);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Somebody was faster between the look and the start: backends differ in the exception's type, so the instance itself is asked
            // for.
            if (await client.GetInstanceAsync(instanceId, cancellation) is null)
            {
                throw;
            }

            return false;
        }
    }

    private async Task<(StoredPipeline? Stored, string? Problem)> DefinitionAsync(string pipeline, CancellationToken cancellation)
    {
        try
        {
            if (await pipelines.FindAsync(pipeline, cancellation) is not { } stored)
            {
                return (
                    null,
                    $"there is no pipeline '{pipeline}'. Put its definition to /api/pipelines/{pipeline}; the batch then starts by itself"
                );
            }

            // Put before what splits the traffic was changed to something else.
            return rules.Problems(stored.Definition.Rollout) is { Count: > 0 } problems
                ? (null, $"the rollout of pipeline '{pipeline}' cannot be observed and would hold forever:\n{string.Join("\n", problems)}")
                : (stored, null);
        }
        catch (PipelineFormatException e)
        {
            return (null, $"the stored definition of pipeline '{pipeline}' is not valid:\n{e.Message}");
        }
    }

    private async Task<StartedRun> RefuseAsync(string pipeline, string batch, string problem, CancellationToken cancellation)
    {
        log.LogWarning("Batch {Pipeline}/{Batch} was not started: {Problem}", pipeline, batch, problem);
        if (await landing.FilesAsync(pipeline, batch, cancellation) is { Count: > 0 })
        {
            await landing.WriteMarkerAsync(
                pipeline,
                batch,
                LandingZone.ProblemNote,
                $"This batch was not started: {problem}\n",
                cancellation
            );
        }

        return new() { Problem = problem };
    }
}
