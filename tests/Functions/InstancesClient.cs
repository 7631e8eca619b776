using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Functions;

/// <summary>Knows how instances stand; nothing else is asked of it.</summary>
internal sealed class InstancesClient() : UnaskedClient("instances")
{
    public Dictionary<string, OrchestrationRuntimeStatus> Statuses { get; } = [];

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) =>
        Task.FromResult(
            Statuses.TryGetValue(instanceId, out var status)
                ? new OrchestrationMetadata("one", instanceId) { RuntimeStatus = status }
                : null
        );
}
