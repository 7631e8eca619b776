using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>What an instance is started with, and the statuses of an earlier one of its id in which it is not started.</summary>
internal sealed record StartRequest(string Name, string? Input)
{
    public string Version { get; init; } = "";

    public string? Tags { get; init; }

    public DateTime? StartAt { get; init; }

    public ParentLink? Parent { get; init; }

    public IReadOnlySet<OrchestrationRuntimeStatus> RefusedStatuses { get; init; } = new HashSet<OrchestrationRuntimeStatus>();
}
