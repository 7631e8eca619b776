using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;
using ServerlessML.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Reproduction;
using ServerlessML.Workflows.Rollout;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Api;

/// <summary>Reads runs from their orchestration and their job's last word.</summary>
public sealed class RunViews(DocumentStore documents, RunManifests manifests, TimeProvider time)
{
    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<RunView> GetAsync(DurableTaskClient client, string runId, CancellationToken cancellation)
    {
        var named = Names.IsBatch(runId);
        if (
            !named
            || await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation) is not { } instance
            || !RunInstances.IsRun(instance)
        )
        {
            // The orchestration of a run that ended long ago may have been purged; its manifest stays.
            return named && await manifests.FindAsync(runId, cancellation) is { } manifest
                ? View(manifest)
                : throw RefusedException.NotFound($"There is no run '{runId}'.");
        }

        var view = View(instance);
        if (await manifests.FindAsync(runId, cancellation) is { } known)
        {
            view = view with { Cached = known.Cached, Searches = Searches(known), Tried = known.Tried, Remarks = known.Remarks };
        }

        if (view is { State: RunState.Running, Stage: Stage.Rollout } && await RolloutAsync(client, runId, cancellation) is { } told)
        {
            return view with { Message = told.Message, Weight = told.Weight, Phase = told.Phase };
        }

        if (view is { State: RunState.Running, Stage: Stage.Training })
        {
            return await TrainingAsync(client, instance, view, cancellation);
        }

        return RunInstances.StatusOf(instance)?.JobId is { } job
            ? view with
            {
                Training = await ProgressAsync(runId, job, cancellation),
            }
            : view;
    }

    // A watched rollout, and the wait for a place to have one, are orchestrations of their own, and tell for themselves where they stand.
    private static async Task<RunStatus?> RolloutAsync(DurableTaskClient client, string runId, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(ModelRollout.InstanceOf(runId), getInputsAndOutputs: true, cancellation) is { } rollout)
        {
            return RunInstances.StatusOf(rollout);
        }

        await foreach (
            var waiting in client
                .GetAllInstancesAsync(LiveInstances.Of(DeploymentQueue.PrefixOf(runId)) with { FetchInputsAndOutputs = true })
                .WithCancellation(cancellation)
        )
        {
            return RunInstances.StatusOf(waiting);
        }

        return null;
    }

    // A search, or a training that is shared with other runs, tells for itself where it stands.
    private async Task<RunView> TrainingAsync(
        DurableTaskClient client,
        OrchestrationMetadata instance,
        RunView view,
        CancellationToken cancellation
    )
    {
        var job = RunInstances.StatusOf(instance)?.JobId;
        if (
            await client.GetInstanceAsync(TrainingStage.InstanceOf(view.RunId), getInputsAndOutputs: true, cancellation)
                is { Name: nameof(ModelSearch) or nameof(SharedTraining) } trainer
            && RunInstances.StatusOf(trainer) is { } told
        )
        {
            view = view with { Message = told.Message, Searches = trainer.Name == nameof(ModelSearch) ? true : null };
            job = told.JobId;
        }

        return job is null ? view : view with { Training = await ProgressAsync(view.RunId, job, cancellation) };
    }

    /// <summary>Makes a view from the instance alone, so that a list of runs costs no document each.</summary>
    /// <param name="instance">With its input and output.</param>
    public RunView View(OrchestrationMetadata instance)
    {
        var status = RunInstances.StatusOf(instance);
        var result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<LifecycleResult>() : null;
        var original = instance.Name == nameof(ModelReproduction) ? instance.ReadInputAs<ReproductionRequest>()?.OriginalRunId : null;
        var request = original is null ? instance.ReadInputAs<LifecycleRequest>() : null;
        return new()
        {
            RunId = instance.InstanceId,
            Pipeline = request?.Pipeline ?? RunInstances.PipelineOf(instance),
            Batch = request?.Batch ?? "",
            State = StateOf(instance, result),
            Stage = status?.Stage,
            Message = Message(instance, status),
            Evidence = instance.IsRunning ? status?.Evidence : null,
            Approval = instance.IsRunning ? status?.Approval : null,
            Weight = instance.IsRunning ? status?.Weight : null,
            Version = result?.Version,
            ReproductionOf = original,
            Identical = original is null || result is null ? null : result.State == RunState.Completed,
            StartedAt = instance.CreatedAt,
            UpdatedAt = instance.LastUpdatedAt,
            Links = Links(instance.InstanceId),
        };
    }

    public static IReadOnlyDictionary<string, string> Links(string runId) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["self"] = $"/api/runs/{runId}",
            ["manifest"] = $"/api/runs/{runId}/manifest",
            ["validation"] = $"/api/runs/{runId}/validation",
            ["trials"] = $"/api/runs/{runId}/trials",
            ["evidence"] = $"/api/runs/{runId}/evidence",
            ["evaluation"] = $"/api/runs/{runId}/evaluation",
            ["card"] = $"/api/runs/{runId}/card",
            ["approval"] = $"/api/runs/{runId}/approval",
            ["rollout"] = $"/api/runs/{runId}/rollout",
            ["decision"] = $"/api/runs/{runId}/decision",
            ["cancel"] = $"/api/runs/{runId}/cancel",
            ["reproduce"] = $"/api/runs/{runId}/reproduce",
        };

    private string? Message(OrchestrationMetadata instance, RunStatus? status) =>
        instance switch
        {
            // Nothing wakes an orchestration only to tell that time has passed.
            { IsRunning: true } when status?.Approval is { } approval => ApprovalText.Waiting(approval, time.GetUtcNow()),
            { RuntimeStatus: OrchestrationRuntimeStatus.Terminated } => instance.Reason(),
            { RuntimeStatus: OrchestrationRuntimeStatus.Failed } => Failure(instance.Reason(), status?.Message),
            _ => status?.Message,
        };

    // The run's own last word is that of the failure, without the tasks that it came through; unless it was ended before it could say one.
    private static string? Failure(string? reason, string? said) =>
        said is not null && reason?.Contains(said, StringComparison.Ordinal) != false ? said : reason;

    private static RunView View(RunManifest manifest) =>
        new()
        {
            RunId = manifest.RunId,
            Pipeline = manifest.Pipeline,
            Batch = manifest.Batch,
            State = manifest.State,
            Message = manifest.Outcome,
            Version = manifest.Version,
            ReproductionOf = manifest.ReproductionOf,
            Identical = manifest.Identical,
            Cached = manifest.Cached,
            Searches = Searches(manifest),
            Tried = manifest.Tried,
            Remarks = manifest.Remarks,
            StartedAt = manifest.StartedAt,
            UpdatedAt = manifest.EndedAt ?? manifest.StartedAt,
            Links = Links(manifest.RunId),
        };

    private static bool? Searches(RunManifest manifest) => manifest.Search is null ? null : true;

    private async Task<TrainingProgress?> ProgressAsync(string runId, string job, CancellationToken cancellation) =>
        (await documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(runId, job), cancellation))?.Value;

    private static string StateOf(OrchestrationMetadata instance, LifecycleResult? result) =>
        instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => result?.State ?? RunState.Completed,
            OrchestrationRuntimeStatus.Failed => RunState.Failed,
            OrchestrationRuntimeStatus.Terminated => RunState.Cancelled,
            _ => RunState.Running,
        };
}
