using Microsoft.DurableTask.Client;

namespace ServerlessML.Functions.Instances;

/// <summary>Asks for instances that have not ended.</summary>
public static class LiveInstances
{
    public static IReadOnlyList<OrchestrationRuntimeStatus> Statuses { get; } =
    [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    public static OrchestrationQuery Of(string prefix) => new(InstanceIdPrefix: prefix, Statuses: Statuses);
}
