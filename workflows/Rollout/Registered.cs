namespace ServerlessML.Workflows.Rollout;

/// <summary>The number that a run's model has among its pipeline's versions.</summary>
public sealed record Registered
{
    public required int Version { get; init; }
}
