using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>With what an instance is started, and in which statuses of an earlier one of its id it is not.</summary>
internal sealed record StartRequest(string Name, string? Input)
{
    public string Version { get; init; } = "";

    public string? Tags { get; init; }

    public DateTime? StartAt { get; init; }

    public ParentLink? Parent { get; init; }

    public IReadOnlySet<OrchestrationRuntimeStatus> RefusedStatuses { get; init; } = new HashSet<OrchestrationRuntimeStatus>();
}
