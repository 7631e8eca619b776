using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>Reads runs from their orchestration, their manifest and their job's last word.</summary>
public sealed class RunViews(RunManifests manifests, DocumentStore documents)
{
    /// <exception cref="ApiException">There is no such run.</exception>
    public async Task<RunView> GetAsync(DurableTaskClient client, string runId, CancellationToken cancellation)
    {
        var instance = await FindAsync(client, runId, cancellation);
        return await ViewAsync(instance, withTraining: true, cancellation);
    }

    public async Task<RunView> ViewAsync(OrchestrationMetadata instance, bool withTraining, CancellationToken cancellation)
    {
        var status = StatusOf(instance);
        var manifest = await manifests.FindAsync(instance.InstanceId, cancellation);
        return new()
        {
            RunId = instance.InstanceId,
            Pipeline = manifest?.Pipeline ?? instance.InstanceId[..instance.InstanceId.LastIndexOf('-')],
            Batch = manifest?.Batch ?? "",
            State = StateOf(instance, manifest),
            Stage = status?.Stage,
            Message = manifest?.Outcome ?? instance.FailureDetails?.ErrorMessage ?? status?.Message,
            Evidence = instance.IsRunning ? status?.Evidence : null,
            Weight = instance.IsRunning ? status?.Weight : null,
            Training = withTraining && status?.JobId is { } job ? await ProgressAsync(instance.InstanceId, job, cancellation) : null,
            Version = manifest?.Version,
            ReproductionOf = manifest?.ReproductionOf,
            Identical = manifest?.Identical,
            StartedAt = instance.CreatedAt,
            UpdatedAt = instance.LastUpdatedAt,
            Links = Links(instance.InstanceId),
        };
    }

    /// <exception cref="ApiException">There is no such run.</exception>
    public static async Task<OrchestrationMetadata> FindAsync(DurableTaskClient client, string runId, CancellationToken cancellation) =>
        await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation) is { } instance && IsRun(instance)
            ? instance
            : throw ApiException.NotFound($"There is no run '{runId}'.");

    public static bool IsRun(OrchestrationMetadata instance) => instance.Name is nameof(ModelLifecycle) or nameof(ModelReproduction);

    public static RunStatus? StatusOf(OrchestrationMetadata instance) => instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<RunStatus>();

    public static IReadOnlyDictionary<string, string> Links(string runId) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["self"] = $"/api/runs/{runId}",
        ["manifest"] = $"/api/runs/{runId}/manifest",
        ["validation"] = $"/api/runs/{runId}/validation",
        ["evidence"] = $"/api/runs/{runId}/evidence",
        ["decision"] = $"/api/runs/{runId}/decision",
        ["cancel"] = $"/api/runs/{runId}/cancel",
        ["reproduce"] = $"/api/runs/{runId}/reproduce",
    };

    private async Task<TrainingProgress?> ProgressAsync(string runId, string job, CancellationToken cancellation) =>
        (await documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(runId, job), cancellation))?.Value;

    private static string StateOf(OrchestrationMetadata instance, RunManifest? manifest) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Completed => manifest?.State ?? RunState.Completed,
        OrchestrationRuntimeStatus.Failed => RunState.Failed,
        OrchestrationRuntimeStatus.Terminated => RunState.Cancelled,
        _ => RunState.Running,
    };
}
