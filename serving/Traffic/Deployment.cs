using System.Collections.Concurrent;

namespace ServerlessML.Serving;

/// <summary>One deployment: the plan that is served now, and what is known about it. Reading is lock-free; plans come from one writer.</summary>
public sealed class Deployment(string name)
{
    private readonly ConcurrentDictionary<int, VersionCounts> _counts = new();
    private AppliedPlan? _current;
    private Refusal? _refusal;

    public string Name { get; } = name;

    public AppliedPlan? Current => Volatile.Read(ref _current);

    public string? LastError => Volatile.Read(ref _refusal)?.Reason;

    public VersionCounts CountsOf(int version) => _counts.GetOrAdd(version, _ => new VersionCounts());

    /// <summary>Serves the plan from now on.</summary>
    public void Apply(AppliedPlan plan)
    {
        Volatile.Write(ref _refusal, null);
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
        return new DeploymentState
        {
            Deployment = Name,
            State = plan is null ? "waiting" : refusal is null ? "serving" : "stale",
            Revision = plan?.Document.Revision,
            AppliedAt = plan?.At,
            Versions = [.. _counts.OrderBy(pair => pair.Key)
                .Select(pair => pair.Value.ToState(pair.Key, plan?.Arms.FirstOrDefault(arm => arm.Version == pair.Key)))],
            LastError = refusal?.Reason,
            LastErrorAt = refusal?.At,
        };
    }

    private sealed record Refusal(string Reason, DateTimeOffset At);
}
