namespace ServerlessML.Functions.Api;

/// <summary>The body of a rollout command.</summary>
public sealed record RolloutCommandBody
{
    public required string Reason { get; init; }
}
