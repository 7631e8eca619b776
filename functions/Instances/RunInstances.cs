using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Runs;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Reproduction;

namespace ServerlessML.Functions.Instances;

/// <summary>Finds the orchestrations of runs, and reads what they tell of themselves.</summary>
public static class RunInstances
{
    /// <exception cref="RefusedException">There is no such run.</exception>
    public static async Task<OrchestrationMetadata> FindAsync(DurableTaskClient client, string runId, CancellationToken cancellation) =>
        Names.IsBatch(runId)
        && await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation) is { } instance
        && IsRun(instance)
            ? instance
            : throw RefusedException.NotFound($"There is no run '{runId}'.");

    public static bool IsRun(OrchestrationMetadata instance) => instance.Name is nameof(ModelLifecycle) or nameof(ModelReproduction);

    /// <summary>Reads the pipeline off the run's name.</summary>
    public static string PipelineOf(OrchestrationMetadata instance) => instance.InstanceId[..instance.InstanceId.LastIndexOf('-')];

    public static RunStatus? StatusOf(OrchestrationMetadata instance) =>
        instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<RunStatus>();
}
