namespace ServerlessML.Workflows.Validation;

/// <summary>Join the shards' reports into the batch's.</summary>
public sealed record JoinRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }
    public required IReadOnlyList<Digest> Shards { get; init; }
}
