namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// One look at a rollout: what was observed, and the verdict on it. Kept, so that the rollout can be judged again under another policy.
/// </summary>
public sealed record RolloutLook
{
    public required string Deployment { get; init; }
    public required string RunId { get; init; }

    /// <summary>The look's number, from 1 over the whole rollout.</summary>
    public required int Number { get; init; }

    /// <summary>The phase before the first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>The step's index, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>
    /// Share of traffic on the new version, 0 to 1; of an A/A check on the champion's second arm; of a shadow, of the requests that it
    /// scores.
    /// </summary>
    public required double Share { get; init; }

    /// <summary>The revision of the traffic plan that was counted.</summary>
    public required int Revision { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When the step's plan was made.</summary>
    public required DateTimeOffset StepBegan { get; init; }

    /// <summary>The champion, under this plan.</summary>
    public ArmStatistics Control { get; init; } = ArmStatistics.None;

    /// <summary>The new version, under this plan; of an A/A check the champion's second arm, of a shadow what it did beside.</summary>
    public ArmStatistics Treated { get; init; } = ArmStatistics.None;

    /// <summary>The distances of a shadow's scores from those that were answered; null in other phases.</summary>
    public ShadowDifferences? Differences { get; init; }

    /// <summary>The number of requests that a shadow never saw, since it did not keep up; null in other phases.</summary>
    public long? Dropped { get; init; }

    /// <summary>Why nothing could be read; null when it could.</summary>
    public string? Unavailable { get; init; }

    /// <summary>What the rollout went by. Null in what was kept before December 2026, when it was no part of a look.</summary>
    public LookVerdict? Verdict { get; init; }
}
