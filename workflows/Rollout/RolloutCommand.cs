namespace ServerlessML.Workflows.Rollout;

/// <summary>What a person tells a rollout under way.</summary>
public sealed record RolloutCommand
{
    public required RolloutCommandKind Order { get; init; }

    /// <summary>The caller's identity, from their token.</summary>
    public required string By { get; init; }
    public required string Reason { get; init; }
}
