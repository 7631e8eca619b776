namespace ServerlessML.Contracts.Serving;

/// <summary>Which versions a pipeline's names point to.</summary>
public sealed record ModelAliases
{
    public required string Pipeline { get; init; }
    public int? Champion { get; init; }

    /// <summary>The champion before, which a rollback returns to: never a version that was rolled back from.</summary>
    public int? Previous { get; init; }
    public int? Challenger { get; init; }

    /// <summary>Every version that was promoted, in order; null in documents from before that was kept.</summary>
    public IReadOnlyList<int>? Promoted { get; init; }

    /// <summary>
    /// The champions that rollbacks go back through, the oldest first; the last is the champion. Null in documents from before that was
    /// kept.
    /// </summary>
    public IReadOnlyList<int>? Line { get; init; }

    /// <summary>The traffic plan's revision that champion and line are of; null before that was kept.</summary>
    public int? Revision { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}
