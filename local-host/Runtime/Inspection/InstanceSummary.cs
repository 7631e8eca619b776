using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>What a list of instances shows of each. Times are UTC.</summary>
public sealed record InstanceSummary(
    string Id,
    string Name,
    OrchestrationRuntimeStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    string? CustomStatus,
    string? Failure
);
