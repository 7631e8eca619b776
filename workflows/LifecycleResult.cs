namespace ServerlessML.Workflows;

/// <summary>How a run ended, when it ended as runs may.</summary>
public sealed record LifecycleResult
{
    /// <summary>One of <see cref="RunState"/>.</summary>
    public required string State { get; init; }
    public required string Outcome { get; init; }
    public int? Version { get; init; }
}
