namespace ServerlessML.Workflows.Rollout;

/// <summary>Ask the gateway how the new version has done.</summary>
public sealed record LookRequest
{
    public required string Deployment { get; init; }
    public required int Version { get; init; }
}
