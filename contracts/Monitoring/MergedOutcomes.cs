namespace ServerlessML.Contracts.Monitoring;

/// <summary>
/// What one look of a rollout read of captures and feedback, without the inputs, so that the next look reads only what came since. Whoever
/// has all of a plan's, from the last whole one on, has all that was read; a line that is in two of them counts once, since outcomes are
/// joined by request.
/// </summary>
public sealed record MergedOutcomes
{
    /// <summary>Blobs whose lines are in it, each with its container.</summary>
    public required IReadOnlyList<string> Blobs { get; init; }

    /// <summary>Lines of the plan's captures; null for none.</summary>
    public Digest? Captures { get; init; }

    /// <summary>Lines of feedback; null for none.</summary>
    public Digest? Feedback { get; init; }

    /// <summary>Whether it has what all before it have, too.</summary>
    public bool IsWhole { get; init; }
}
