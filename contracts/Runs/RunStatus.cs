using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Runs;

/// <summary>Where a run stands, as its orchestration tells it (the instance's custom status).</summary>
public sealed record RunStatus
{
    public required Stage Stage { get; init; }
    public required string Message { get; init; }

    /// <summary>What is to be signed, while the run waits for approval.</summary>
    public Digest? Evidence { get; init; }

    /// <summary>The training job, whose progress is a document of its own.</summary>
    public string? JobId { get; init; }

    /// <summary>Percent of traffic on the new version, during the rollout.</summary>
    public double? Weight { get; init; }

    /// <summary>What the rollout does before its first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>Since when a rollout waits, for evidence or a person; null while it does not.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>When the champion takes all traffic again, if nothing comes.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What the approval has and lacks, while the run waits for it.</summary>
    public ApprovalProgress? Approval { get; init; }

    /// <summary>Who may override the batch until when, while the run waits for that.</summary>
    public OverrideProgress? Override { get; init; }
}
