namespace ServerlessML.Workflows.Approval;

/// <summary>Write a decision into the run's manifest.</summary>
public sealed record DecisionRecord
{
    public required string RunId { get; init; }
    public required ApprovalDecision Decision { get; init; }
}
