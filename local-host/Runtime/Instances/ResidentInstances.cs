using System.Collections.Concurrent;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>
/// Keeps the number of instances in memory near a limit, by the clock algorithm: what was not used since the last round goes.
/// </summary>
internal sealed class ResidentInstances(int limit, ConcurrentDictionary<string, InstanceActor> actors)
{
    private int _count;
    private int _sweeping;
    private int _sweepAt = limit + (limit / 10);

    public void Removed() => Interlocked.Decrement(ref _count);

    public void Added()
    {
        if (Interlocked.Increment(ref _count) > Volatile.Read(ref _sweepAt) && Interlocked.Exchange(ref _sweeping, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static residents => residents.Sweep(), this, preferLocal: false);
        }
    }

    private void Sweep()
    {
        var excess = actors.Count - limit;
        for (var round = 0; round < 2 && excess > 0; round++)
        {
            foreach (var actor in actors.Values)
            {
                excess -= excess > 0 && actor.RetireWhenUnused() ? 1 : 0;
            }
        }

        var left = actors.Count;
        Volatile.Write(ref _count, left);
        // Those that are all in use are not looked at again before some more have come.
        Volatile.Write(ref _sweepAt, Math.Max(left, limit) + (limit / 10));
        Volatile.Write(ref _sweeping, 0);
    }
}
