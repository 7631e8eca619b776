using System.Collections.Concurrent;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>Looks, by the machine's own clock, for orchestrators whose code holds its thread.</summary>
internal sealed class BlockedTurns : IDisposable
{
    private readonly ConcurrentDictionary<string, InstanceActor> _actors;
    private readonly TimeSpan _longest;
    private readonly Timer _timer;

    public BlockedTurns(TimeSpan longest, ConcurrentDictionary<string, InstanceActor> actors)
    {
        _longest = longest;
        _actors = actors;
        var period = longest / 4;
        _timer = new(_ => Look(), null, period, period);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var tick = Environment.TickCount64 - (long)_longest.TotalMilliseconds;
        var text =
            $"The orchestrator's code held its thread for more than {_longest.TotalSeconds:0.#} s: it blocks (as Thread.Sleep, "
            + "Task.Wait and Task.Result do) or computes for long; await durable tasks, and compute in activities.";
        foreach (var actor in _actors.Values)
        {
            actor.GiveUpWhenBusySince(tick, text);
        }
    }
}
