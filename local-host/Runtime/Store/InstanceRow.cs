using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Store;

internal sealed record InstanceRow
{
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> FinishedStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    public required long Key { get; init; }

    public required string Id { get; init; }

    /// <summary>Random, new with each continue-as-new, so that an answer to an earlier execution is known as such.</summary>
    public required long Execution { get; init; }

    public required string Name { get; init; }

    public string Version { get; init; } = "";

    public ParentLink? Parent { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public DateTime? StartAt { get; init; }

    /// <summary>Whether the execution has a history; before, its events wait as messages.</summary>
    public bool IsStarted { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public string? Failure { get; init; }

    public string? Tags { get; init; }

    public bool IsFinished =>
        Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
