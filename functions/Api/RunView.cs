using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Api;

/// <summary>A run, as the API shows it.</summary>
public sealed record RunView
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }

    /// <summary>running, completed, rejected, failed or cancelled.</summary>
    public required string State { get; init; }
    public Stage? Stage { get; init; }
    public string? Message { get; init; }

    /// <summary>What is to be signed, while the run waits for approval.</summary>
    public Digest? Evidence { get; init; }

    /// <summary>What the approval has and lacks, while the run waits for it.</summary>
    public ApprovalProgress? Approval { get; init; }

    /// <summary>Who may override the batch until when, while the run waits for that.</summary>
    public OverrideProgress? Override { get; init; }

    /// <summary>Set when the batch broke rules and a person accepted it.</summary>
    public BatchOverride? Overridden { get; init; }

    /// <summary>Percent of traffic on the new version, during the rollout.</summary>
    public double? Weight { get; init; }

    /// <summary>What the rollout does before its first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }
    public TrainingProgress? Training { get; init; }

    /// <summary>Set when the model was not trained for this run.</summary>
    public TrainedBefore? Cached { get; init; }

    /// <summary>True when the run searches, or has searched: its trials are at their own route.</summary>
    public bool? Searches { get; init; }

    /// <summary>What recipe <c>auto</c> tried, and which it took; null of the other recipes, and before.</summary>
    public IReadOnlyList<TriedRecipe>? Tried { get; init; }

    /// <summary>What makes the evaluation's figures doubtful, as sentences; null for nothing.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
    public int? Version { get; init; }
    public string? ReproductionOf { get; init; }
    public bool? Identical { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required IReadOnlyDictionary<string, string> Links { get; init; }
}
