namespace ServerlessML.Workflows.Rollout;

/// <summary>What a person tells a rollout under way.</summary>
public sealed record RolloutCommand
{
    public required RolloutCommandKind Order { get; init; }

    /// <summary>The caller's identity, from their token.</summary>
    public required string By { get; init; }
    public required string Reason { get; init; }

    /// <summary>Names it, so that it is told once however often it comes; null in what was recorded before December 2026.</summary>
    public string? Id { get; init; }

    /// <summary>The caller's object id in Entra ID.</summary>
    public string? ById { get; init; }
    public string? Role { get; init; }
    public DateTimeOffset? At { get; init; }

    /// <summary>The revision of the step's traffic plan that it is for; null for whichever step there is.</summary>
    public int? Revision { get; init; }
}
