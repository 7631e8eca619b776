using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Intake;

/// <summary>Starts the run of a batch, once for one content under one definition.</summary>
public sealed partial class RunStarter(
    LandingZone landing,
    PipelineStore pipelines,
    ContentStore content,
    RunManifests manifests,
    TrafficRules rules,
    ILogger<RunStarter> log
)
{
    /// <summary>How the note of a batch begins that waits for something.</summary>
    private const string NotStarted = "This batch was not started: ";

    /// <summary>Starts the run that somebody asks for.</summary>
    /// <param name="client">The orchestrations' client.</param>
    /// <param name="pipeline">The pipeline's name, as the path or the caller gives it.</param>
    /// <param name="batch">The batch's name, likewise.</param>
    /// <param name="startedBy">Who or what asks for it.</param>
    /// <param name="idempotencyKey">Null for the run that content and definition name.</param>
    /// <param name="cancellation">Stops the start.</param>
    public async Task<StartedRun> StartAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        var landed = await landing.LookAsync(pipeline, batch, cancellation);
        var (request, problem) = await RequestAsync(client, pipeline, batch, startedBy, landed, idempotencyKey, cancellation);
        if (request is null)
        {
            return new() { Problem = problem };
        }

        if (await EarlierAsync(client, request.RunId, cancellation) is { } earlier)
        {
            return Answered(request, isNew: false) with { Note = earlier.Told() };
        }

        await RemoveNotesAsync(pipeline, batch, landed, cancellation);
        var isNew = await ScheduleOnceAsync(client, nameof(ModelLifecycle), request.RunId, request, cancellation);
        return Answered(request, isNew);
    }

    private async Task<(LifecycleRequest? Request, string? Problem)> RequestAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        LandedBatch landed,
        string? idempotencyKey,
        CancellationToken cancellation
    )
    {
        if (!Names.IsPipeline(pipeline) || !Names.IsBatch(batch))
        {
            var rule = Names.IsPipeline(pipeline)
                ? $"'{batch}' is not the name of a batch. A name has {Names.BatchRule}"
                : $"'{pipeline}' is not the name of a pipeline. A name has {Names.PipelineRule}";
            return (null, await RefuseAsync(pipeline, batch, rule, landed, cancellation));
        }

        var (stored, problem) = await DefinitionAsync(pipeline, cancellation);
        if (stored is null)
        {
            var refused = await RefuseAsync(pipeline, batch, problem!, landed, cancellation);
            // Whoever put the definition between the look and the note found no note to start the batch by.
            (stored, _) = await DefinitionAsync(pipeline, cancellation);
            if (stored is null)
            {
                return (null, refused);
            }
        }

        var manifest = await landing.ReadAsync(pipeline, batch, landed, cancellation);
        if (manifest is { Files.Count: 0, Unreadable.Count: 0 })
        {
            return (null, await WaitAsync(pipeline, batch, stored.Definition, landed, manifest, cancellation));
        }

        var definition = await content.PutJsonAsync(stored.Definition, cancellation);
        return (
            new()
            {
                RunId = idempotencyKey is null
                    ? await IdAsync(client, pipeline, batch, manifest, definition, cancellation)
                    : RunId.For(pipeline, manifest.ContentDigest(), idempotencyKey),
                Pipeline = pipeline,
                Batch = batch,
                Definition = definition,
                Dataset = await content.PutJsonAsync(manifest, cancellation),
                StartedBy = startedBy.Name,
                StartedById = startedBy.Id,
            },
            null
        );
    }

    private async Task<string> IdAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        DatasetManifest manifest,
        Digest definition,
        CancellationToken cancellation
    )
    {
        // A batch that nothing can be read of has no content to be named by: its own name takes part, so that each is told so.
        var unread = manifest.Files.Count == 0 ? batch : null;
        var content = manifest.ContentDigest();
        // Before December 2026 a run was named without its definition: under the same one it is still the run.
        var before = RunId.For(pipeline, content, unread is null ? null : $"empty:{unread}");
        var known = (await manifests.FindAsync(before, cancellation))?.Definition
            ?? (await client.GetInstanceAsync(before, getInputsAndOutputs: true, cancellation))
                ?.ReadInputAs<LifecycleRequest>()
                ?.Definition;
        return known == definition ? before : RunId.Under(pipeline, content, definition, unread);
    }

    private StartedRun Answered(LifecycleRequest request, bool isNew)
    {
        log.LogInformation(
            "Batch {Pipeline}/{Batch} is run {Run}: {Answer}",
            request.Pipeline,
            request.Batch,
            request.RunId,
            isNew ? "started" : "started before, no second run"
        );
        return new() { RunId = request.RunId, IsNew = isNew };
    }

    // Its orchestration may have been purged since, or not have come to its manifest.
    private async Task<EarlierRun?> EarlierAsync(DurableTaskClient client, string runId, CancellationToken cancellation) =>
        await manifests.FindAsync(runId, cancellation) is { } known
            ? new(runId, known.Batch, known.State, known.Outcome, known.EndedAt ?? known.StartedAt)
        : await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation) is { } instance
            ? new(runId, instance.ReadInputAs<LifecycleRequest>()?.Batch ?? "", RunState.Running, null, instance.CreatedAt)
        : null;

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

    private async Task<string> RefuseAsync(
        string pipeline,
        string batch,
        string problem,
        LandedBatch landed,
        CancellationToken cancellation
    )
    {
        log.LogWarning("Batch {Pipeline}/{Batch} was not started: {Problem}", pipeline, batch, problem);
        if (landed.Files.Count > 0 || landed.Marker is not null)
        {
            await landing.WriteMarkerAsync(pipeline, batch, LandingZone.ProblemNote, $"{NotStarted}{problem}\n", cancellation);
        }

        return problem;
    }
}
