using ServerlessML.Contracts.Intake;

namespace ServerlessML.Workflows.Intake;

/// <summary>Copy one landed file into the content-addressed store.</summary>
public sealed record TakeInRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }
    public required DataFile File { get; init; }
}
