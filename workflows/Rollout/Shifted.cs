namespace ServerlessML.Workflows.Rollout;

/// <summary>The plan after the change, or that somebody else changed it first.</summary>
public sealed record Shifted
{
    public required int Revision { get; init; }

    /// <summary>Set when the plan was left alone: who changed it, and why.</summary>
    public string? OvertakenBy { get; init; }
}
