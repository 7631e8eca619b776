namespace ServerlessML.Workflows.Approval;

/// <summary>Keep what the approvers will sign for.</summary>
public sealed record EvidenceRequest
{
    public required Evidence Evidence { get; init; }
}
