using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Where a rollout stands: all that its next execution has to know.</summary>
public sealed record RolloutProgress
{
    public const string NotSeen = "not looked at yet";

    public required RampRequest Ramp { get; init; }

    /// <summary>The phase before the first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>The step's index, from 0.</summary>
    public int Step { get; init; }

    /// <summary>The step's traffic plan; null before it is made.</summary>
    public int? Revision { get; init; }

    /// <summary>The plan's change that the next one must follow.</summary>
    public string? Follows { get; init; }
    public DateTimeOffset? Began { get; init; }
    public DateTimeOffset? StepBegan { get; init; }

    /// <summary>Looks so far, over all steps.</summary>
    public int Looks { get; init; }

    /// <summary>
    /// Looks are judged by an activity. False in what was recorded before there was such a thing; such an execution ends as it began, and
    /// the next one is apart.
    /// </summary>
    public bool JudgesApart { get; init; }

    /// <summary>The last look of this step, whose evidence the next one goes on from; null before there is one.</summary>
    public int? LastLook { get; init; }

    /// <summary>The last look of the step before, whose evidence this one adds to; null in the first step.</summary>
    public int? LookBefore { get; init; }

    /// <summary>The last look of this step was inconclusive.</summary>
    public bool Open { get; init; }

    /// <summary>The step's experiment has nothing more to show.</summary>
    public bool Ended { get; init; }

    /// <summary>Looks since the step has baked that did not let it go on.</summary>
    public int Holds { get; init; }

    /// <summary>Evidence of the steps before, where it is in no look: until June 2027 (<see cref="InlineJudging"/>).</summary>
    public RolloutEvidence Before { get; init; } = RolloutEvidence.None;

    /// <summary>Evidence of the last look of this step, where it is in no look: until June 2027 (<see cref="InlineJudging"/>).</summary>
    public RolloutEvidence Evidence { get; init; } = RolloutEvidence.None;

    /// <summary>Who paused it, and why; null when nobody has.</summary>
    public string? Paused { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Who said to go on whatever the look shows; null when nobody has.</summary>
    public string? Skipped { get; init; }

    /// <summary>The last look in words, for people.</summary>
    public string Seen { get; init; } = NotSeen;

    /// <summary>Forgets what is known of the phase or step that has ended, before the next one begins.</summary>
    public RolloutProgress NotBegun() =>
        this with
        {
            Revision = null,
            StepBegan = null,
            Skipped = null,
            LastLook = null,
            Evidence = RolloutEvidence.None,
            Open = false,
            Ended = false,
            Holds = 0,
        };
}
