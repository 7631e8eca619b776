namespace ServerlessML.Workflows.Rollout;

/// <summary>End a release: traffic plan and aliases together, to the new version or back.</summary>
public sealed record SettleRequest
{
    public required string RunId { get; init; }
    public required string Deployment { get; init; }
    public required int Version { get; init; }
    public int? Champion { get; init; }
    public required bool Promote { get; init; }
    public required double Capture { get; init; }
    public required string ChangeId { get; init; }
    public required string Reason { get; init; }
}
