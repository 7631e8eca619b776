namespace ServerlessML.Workflows.Rollout.Earlier;

/// <summary>Ask the gateway how the new version has done: until June 2027 (<see cref="PlainRamp"/>).</summary>
public sealed record LookRequest
{
    public required string Deployment { get; init; }
    public required int Version { get; init; }
}
