using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>
/// One deployment: the plan that is served now, and what is known about it. Reading is lock-free; plans come from one writer.
/// </summary>
public sealed class Deployment(string name)
{
    private AppliedPlan? _current;
    private Refusal? _refusal;

    public string Name { get; } = name;

    public AppliedPlan? Current => Volatile.Read(ref _current);

    public string? LastError => Volatile.Read(ref _refusal)?.Reason;

    public CountsLedger Ledger { get; } = new();

    /// <summary>Problems of requests that no version was chosen for.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>Serves the plan from now on.</summary>
    public void Apply(AppliedPlan plan)
    {
        Volatile.Write(ref _refusal, null);
        Ledger.Add(plan);
        Interlocked.Exchange(ref _current, plan)?.Retire();
    }

    /// <summary>Keeps what is served, and remembers why the newest plan is not.</summary>
    public void Refuse(string reason, DateTimeOffset at) => Volatile.Write(ref _refusal, new Refusal(reason, at));

    /// <summary>The newest plan is what is served after all.</summary>
    public void ForgetRefusal() => Volatile.Write(ref _refusal, null);

    public DeploymentState ToState()
    {
        var plan = Current;
        var refusal = Volatile.Read(ref _refusal);
        var totals = Ledger.Totals();
        return new DeploymentState
        {
            Deployment = Name,
            State =
                plan is null ? "waiting"
                : refusal is null ? "serving"
                : "stale",
            Revision = plan?.Document.Revision,
            AppliedAt = plan?.At,
            Versions =
            [
                .. totals
                    .Where(counts => counts.Lane == Lane.Live)
                    .Select(counts =>
                        VersionState.Of(
                            WithAaControl(counts, totals),
                            totals.FirstOrDefault(other => other.Version == counts.Version && other.Lane == Lane.Override),
                            plan?.ArmOf(counts.Version),
                            plan?.Arms.Where(arm => arm.Version == counts.Version).Sum(arm => arm.Weight) ?? 0
                        )
                    ),
            ],
            Shadows = plan is not { Shadows.Count: > 0 }
                ? null
                :
                [
                    .. plan.Shadows.Select(shadow =>
                        ShadowState.Of(shadow, totals.First(counts => counts.Version == shadow.Version && counts.Lane == Lane.Shadow))
                    ),
                ],
            LastError = refusal?.Reason,
            LastErrorAt = refusal?.At,
        };
    }

    // The second arm is the same version's.
    private static ArmCounts WithAaControl(ArmCounts live, IReadOnlyList<ArmCounts> totals) =>
        totals.FirstOrDefault(other => other.Version == live.Version && other.Lane == Lane.AaControl) is { } control
            ? CountsMerge.Add(live with { Features = [] }, control with { Features = [] })
            : live;

    private sealed record Refusal(string Reason, DateTimeOffset At);
}
