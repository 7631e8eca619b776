using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Contracts.Rollout;

/// <summary>What a look says: its outcome, and the findings that it rests on. Kept with the look; the first that was kept holds.</summary>
public sealed record LookVerdict
{
    /// <summary>Failure wins over inconclusive, inconclusive over success.</summary>
    public required LookOutcome Outcome { get; init; }

    /// <summary>Every measure with its value and limit; those that do not hold decide.</summary>
    public required IReadOnlyList<VerdictReason> Findings { get; init; }

    /// <summary>The experiment has nothing more to show: its design has made its last analysis.</summary>
    public bool Ended { get; init; }

    /// <summary>What the next look goes on from. Only in the kept document: it may be large.</summary>
    public RolloutEvidence Evidence { get; init; } = RolloutEvidence.None;
}

/// <summary>The outcome of a look, and of each of its findings.</summary>
public enum LookOutcome
{
    Success,
    Failure,

    /// <summary>Too little was seen: hold.</summary>
    Inconclusive,
}
