namespace ServerlessML.Workflows.Training;

/// <summary>Ask for a job's last word.</summary>
public sealed record ProgressRequest
{
    public required string RunId { get; init; }
    public required string JobId { get; init; }
}
