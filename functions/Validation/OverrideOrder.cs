using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Validation;

/// <summary>The word that overrides a run's batch; it is said once.</summary>
public sealed record OverrideOrder
{
    /// <summary>Names the command that it came by.</summary>
    public required string Id { get; init; }
    public required ApprovalDecision Decision { get; init; }

    /// <summary>Whether the run was told: who finds it untold tells it again.</summary>
    public bool Told { get; init; }
}
