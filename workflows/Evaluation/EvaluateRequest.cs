namespace ServerlessML.Workflows.Evaluation;

/// <summary>Score a candidate and the current champion on the batch's holdout.</summary>
public sealed record EvaluateRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }
    public required Digest Model { get; init; }
}
