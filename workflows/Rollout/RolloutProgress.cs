using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Where a watched rollout stands: all that its next execution has to know.</summary>
public sealed record RolloutProgress
{
    public const string NotSeen = "not looked at yet";

    public required RampRequest Ramp { get; init; }

    /// <summary>Before the first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>From 0.</summary>
    public int Step { get; init; }

    /// <summary>The step's traffic plan; null before it is made.</summary>
    public int? Revision { get; init; }

    /// <summary>The plan's change that the next one must follow.</summary>
    public string? Follows { get; init; }
    public DateTimeOffset? Began { get; init; }
    public DateTimeOffset? StepBegan { get; init; }

    /// <summary>Looks so far, over all steps.</summary>
    public int Looks { get; init; }

    /// <summary>The evidence of the steps before this one.</summary>
    public RolloutEvidence Before { get; init; } = RolloutEvidence.None;

    /// <summary>The evidence that the last look of this step gave.</summary>
    public RolloutEvidence Evidence { get; init; } = RolloutEvidence.None;

    /// <summary>Who paused it, and why; null when nobody has.</summary>
    public string? Paused { get; init; }

    /// <summary>Who said to go on whatever the look shows; null when nobody has.</summary>
    public string? Skipped { get; init; }

    /// <summary>The last look in words, for people.</summary>
    public string Seen { get; init; } = NotSeen;
}
