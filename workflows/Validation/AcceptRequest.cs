namespace ServerlessML.Workflows.Validation;

/// <summary>Let a rejected batch in, by a person's word.</summary>
public sealed record AcceptRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }

    /// <summary>The word; its evidence is the validation report.</summary>
    public required ApprovalDecision Decision { get; init; }
}
