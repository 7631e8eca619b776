namespace ServerlessML.Workflows.Approval;

/// <summary>What the decisions so far come to.</summary>
public sealed record ApprovalState
{
    public required ApprovalOutcome Outcome { get; init; }

    /// <summary>The rejection that ended it.</summary>
    public ApprovalDecision? Rejection { get; init; }
    public required ApprovalQuorum Quorum { get; init; }
}
