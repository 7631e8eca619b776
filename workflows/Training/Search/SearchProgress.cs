using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>A search, and what it knows when it starts anew.</summary>
public sealed record SearchProgress
{
    /// <summary>What all trials have in common.</summary>
    public required TrainRequest Training { get; init; }
    public required SearchSettings Search { get; init; }

    /// <summary>Trainings of the same inputs are shared.</summary>
    public bool Shared { get; init; }

    /// <summary>Null before the trials are drawn.</summary>
    public IReadOnlyList<TrialStanding>? Trials { get; init; }
    public DateTime? StartedAt { get; init; }
}
