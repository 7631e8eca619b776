namespace ServerlessML.Workflows.Rollout;

/// <summary>Move a deployment's traffic to a new version, step by step.</summary>
public sealed record RampRequest
{
    public required string RunId { get; init; }
    public required string Deployment { get; init; }
    public required int Version { get; init; }
    public int? Champion { get; init; }

    /// <summary>The traffic plan's last change when the place was taken; null when there was no plan.</summary>
    public string? Follows { get; init; }
    public required RolloutPolicy Policy { get; init; }
    public required double Capture { get; init; }
}
