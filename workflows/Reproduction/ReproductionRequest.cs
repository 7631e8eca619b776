namespace ServerlessML.Workflows.Reproduction;

/// <summary>Make another run's model again, from its manifest.</summary>
public sealed record ReproductionRequest
{
    public required string RunId { get; init; }
    public required string OriginalRunId { get; init; }
    public required string StartedBy { get; init; }
}
