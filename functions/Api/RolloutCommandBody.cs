namespace ServerlessML.Functions.Api;

/// <summary>The body of a rollout command.</summary>
public sealed record RolloutCommandBody
{
    public required string Reason { get; init; }

    /// <summary>The revision of the traffic plan that the caller saw, which each step has of its own; null where they do not say.</summary>
    public int? Revision { get; init; }
}
