using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>A deployment's counts: the plans that may still count something, and the sum of those that are settled.</summary>
public sealed class CountsLedger
{
    private readonly Lock _lock = new();
    private readonly List<AppliedPlan> _open = [];
    private readonly Dictionary<(int Version, Lane Lane), ArmCounts> _settled = [];

    public IReadOnlyList<AppliedPlan> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _open];
            }
        }
    }

    public void Add(AppliedPlan plan)
    {
        lock (_lock)
        {
            _open.Add(plan);
        }
    }

    /// <summary>Nothing will be added to the plan's counts, and nobody asks for them alone any more.</summary>
    public void Settle(AppliedPlan drained)
    {
        lock (_lock)
        {
            if (_open.Remove(drained))
            {
                AddTo(_settled, drained.Counts());
            }
        }
    }

    /// <summary>Since the gateway started, by version and lane.</summary>
    public IReadOnlyList<ArmCounts> Totals()
    {
        lock (_lock)
        {
            var totals = new Dictionary<(int Version, Lane Lane), ArmCounts>(_settled);
            foreach (var plan in _open)
            {
                AddTo(totals, plan.Counts());
            }

            return [.. totals.Values.OrderBy(counts => counts.Version).ThenBy(counts => counts.Lane)];
        }
    }

    // A version that came back with other bins (its profile was found, or changed) keeps the newest.
    private static void AddTo(Dictionary<(int Version, Lane Lane), ArmCounts> totals, IReadOnlyList<ArmCounts> counts)
    {
        foreach (var one in counts)
        {
            var key = (one.Version, one.Lane);
            totals[key] =
                !totals.TryGetValue(key, out var known) ? one
                : SameBins(known, one) ? CountsMerge.Add(one, known)
                : CountsMerge.Add(one, known with { Features = [] });
        }
    }

    private static bool SameBins(ArmCounts one, ArmCounts other) =>
        one.Features.Count == other.Features.Count
        && one.Features.Zip(other.Features)
            .All(pair =>
                pair.First.Name == pair.Second.Name
                && pair.First.Type == pair.Second.Type
                && pair.First.BinEdges.SequenceEqual(pair.Second.BinEdges)
            );
}
