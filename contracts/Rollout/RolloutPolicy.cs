namespace ServerlessML.Contracts.Rollout;

/// <summary>How traffic moves to an approved version.</summary>
public sealed record RolloutPolicy
{
    public static readonly TimeSpan UsualHold = TimeSpan.FromDays(7);

    public IReadOnlyList<RolloutStep> Steps { get; init; } = [new() { Weight = 100 }];

    /// <summary>Largest share of failed predictions of the new version, 0 to 1.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Fewer requests than this at a look say nothing.</summary>
    public int MinRequests { get; init; }

    /// <summary>How often a step is looked at while it bakes; null for once, at its end.</summary>
    public TimeSpan? LookEvery { get; init; }

    /// <summary>
    /// How long a step may wait once it has baked (and an experiment's horizon has passed), for evidence or for a person, before the
    /// champion takes all traffic again; null for <see cref="UsualHold"/>.
    /// </summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>Null where <see cref="MaxErrorRate"/> is the only guardrail.</summary>
    public GuardrailPolicy? Guardrails { get; init; }

    /// <summary>Null where a step needs no proof but its guardrails.</summary>
    public ExperimentPolicy? Experiment { get; init; }

    /// <summary>Null for no check of the plumbing first.</summary>
    public AaPolicy? Aa { get; init; }

    /// <summary>Null where live traffic is the first that the new version sees.</summary>
    public ShadowPolicy? Shadow { get; init; }

    /// <summary>
    /// The policy with the stricter of two in each guardrail: whatever it lets go on, both do. Steps, and what an experiment must show, are
    /// those of the first where it has any.
    /// </summary>
    public static RolloutPolicy Stricter(RolloutPolicy one, RolloutPolicy other) =>
        one with
        {
            MaxErrorRate = Math.Min(one.MaxErrorRate, other.MaxErrorRate),
            MinRequests = Math.Max(one.MinRequests, other.MinRequests),
            LookEvery = Limits.Least(one.LookEvery, other.LookEvery),
            MaxHold =
                one.MaxHold is null && other.MaxHold is null
                    ? null
                    : Limits.Least<TimeSpan>(one.MaxHold ?? UsualHold, other.MaxHold ?? UsualHold),
            Guardrails =
                one.Guardrails is null || other.Guardrails is null
                    ? one.Guardrails ?? other.Guardrails
                    : GuardrailPolicy.Stricter(one.Guardrails, other.Guardrails),
            Experiment = one.Experiment ?? other.Experiment,
            Aa =
                one.Aa is null || other.Aa is null
                    ? one.Aa ?? other.Aa
                    : one.Aa with
                    {
                        Duration = Limits.Most(one.Aa.Duration, other.Aa.Duration),
                        MinRequests = Math.Max(one.Aa.MinRequests, other.Aa.MinRequests),
                        MaxShift = Math.Min(one.Aa.MaxShift, other.Aa.MaxShift),
                    },
            Shadow =
                one.Shadow is null || other.Shadow is null
                    ? one.Shadow ?? other.Shadow
                    : one.Shadow with
                    {
                        Duration = Limits.Most(one.Shadow.Duration, other.Shadow.Duration),
                        MinRequests = Math.Max(one.Shadow.MinRequests, other.Shadow.MinRequests),
                        MaxErrorRate = Math.Min(one.Shadow.MaxErrorRate, other.Shadow.MaxErrorRate),
                        MaxP99Milliseconds = Limits.Least(one.Shadow.MaxP99Milliseconds, other.Shadow.MaxP99Milliseconds),
                        MaxDisagreement = Limits.Least(one.Shadow.MaxDisagreement, other.Shadow.MaxDisagreement),
                        MaxDifference = Limits.Least(one.Shadow.MaxDifference, other.Shadow.MaxDifference),
                    },
        };

    /// <summary>Whether looks compare the arms. A plain ramp asks only whether the new version's requests fail.</summary>
    public bool IsWatched() =>
        LookEvery is not null || Guardrails is not null || Experiment is not null || Aa is not null || Shadow is not null;
}

/// <summary>One step: the new version's weight, and how long it bakes before the look that ends the step.</summary>
public sealed record RolloutStep
{
    /// <summary>Percent of traffic, more than 0 and at most 100; hundredths count.</summary>
    public required double Weight { get; init; }

    public TimeSpan Bake { get; init; }

    /// <summary>Whether the step waits for nothing: neither time nor requests.</summary>
    public bool IsImmediate(int minRequests) => Bake == TimeSpan.Zero && minRequests == 0;
}

/// <summary>
/// A comparison before a rollout: the new version scores a share of the champion's requests. Limits share <see cref="Alpha"/> over all
/// looks.
/// </summary>
public sealed record ShadowPolicy
{
    /// <summary>The share of requests that the new version scores, above 0 and at most 1.</summary>
    public double Share { get; init; } = 0.1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The fewest requests that the shadow must have scored; fewer are inconclusive.</summary>
    public int MinRequests { get; init; } = 1000;

    public double Alpha { get; init; } = 0.05;

    /// <summary>Largest share of requests that the shadow fails at, 0 to 1.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Milliseconds of scoring that at most one request in a hundred may pass; null for any.</summary>
    public double? MaxP99Milliseconds { get; init; }

    /// <summary>Largest share of rows that champion and shadow put on different sides of 0.5, 0 to 1; null for any.</summary>
    public double? MaxDisagreement { get; init; }

    /// <summary>Largest mean distance of the two scores, 0 to 1; null for any.</summary>
    public double? MaxDifference { get; init; }
}

/// <summary>
/// A check of routing and counting before a rollout: two arms of the champion, split as the first step's will be, must not differ.
/// </summary>
public sealed record AaPolicy
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The fewest requests of both arms together; fewer are inconclusive.</summary>
    public int MinRequests { get; init; } = 1000;

    /// <summary>
    /// Percent of traffic on the second arm, more than 0 and less than 100; null for the first step's weight, or 50 where that is all.
    /// </summary>
    public double? Weight { get; init; }

    /// <summary>Probability that sound plumbing is found at fault by errors or scores; shares have a thousandth of their own.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Largest difference of the arms' cumulative shares of scores, 0 to 1. Above 0 where one key sends many requests.</summary>
    public double MaxShift { get; init; } = 0.02;
}
