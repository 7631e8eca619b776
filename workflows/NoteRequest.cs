using ServerlessML.Workflows.Rollout;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Workflows;

/// <summary>A line, and what is newly known, for a run's manifest. Writing it twice is writing it once.</summary>
public sealed record NoteRequest
{
    public required string RunId { get; init; }

    /// <summary>Names the line within the run.</summary>
    public required string Key { get; init; }
    public required Stage Stage { get; init; }
    public required string What { get; init; }

    /// <summary>The time by the orchestration's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Set when this ends the run.</summary>
    public LifecycleResult? End { get; init; }
    public TrainingResult? Training { get; init; }

    /// <summary>Set with the training when it was done for an earlier run.</summary>
    public TrainedBefore? Cached { get; init; }

    /// <summary>What a search came to.</summary>
    public SearchOutcome? Found { get; init; }

    /// <summary>What makes the evaluation's figures doubtful.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
    public bool? Identical { get; init; }

    /// <summary>The word of a person that the line is about; it goes into the audit log too.</summary>
    public RolloutCommand? Order { get; init; }
}
