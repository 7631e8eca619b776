using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Api;

/// <summary>A run's approval, as the API shows it.</summary>
public sealed record ApprovalView
{
    public required string RunId { get; init; }

    /// <summary>Whether decisions are taken now.</summary>
    public required bool Waiting { get; init; }
    public string? Message { get; init; }
    public required string StartedBy { get; init; }
    public required ApprovalPolicy Policy { get; init; }
    public Digest? Evidence { get; init; }

    /// <summary>undecided, approved or rejected; null before there is evidence.</summary>
    public string? State { get; init; }
    public ApprovalQuorum? Quorum { get; init; }

    /// <summary>The deadlines; null when it does not wait.</summary>
    public ApprovalProgress? Progress { get; init; }
    public IReadOnlyList<ApprovalDecision> Decisions { get; init; } = [];

    /// <summary>Why the caller cannot approve; null when they can, or when it does not wait.</summary>
    public string? YouCannotApprove { get; init; }
}
