using ServerlessML.Contracts.Intake;

namespace ServerlessML.Workflows.Validation;

/// <summary>Check one file against the pipeline's contract.</summary>
public sealed record ShardRequest
{
    public required string RunId { get; init; }
    public required Digest Definition { get; init; }
    public required DataFile File { get; init; }
}
