namespace ServerlessML.Workflows.Training;

/// <summary>Have an attempt end that nobody waits for, and that no other follows.</summary>
public sealed record AbandonRequest
{
    public required string RunId { get; init; }
    public required string JobId { get; init; }

    /// <summary>The orchestration that waited.</summary>
    public required string InstanceId { get; init; }
    public required int Attempt { get; init; }
}
