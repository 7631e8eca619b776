namespace ServerlessML.Models;

/// <summary>
/// Looks after the runs of this process, on a thread of its own: those of the pool may all be in runs that are to be ended.
/// </summary>
internal static class RunClock
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly Lock Access = new();
    private static readonly List<WeakReference<BoundedRun>> Runs = [];
    private static bool _started;

    public static void Watch(BoundedRun run)
    {
        lock (Access)
        {
            Runs.Add(new(run));
            if (!_started)
            {
                _started = true;
                new Thread(Keep) { Name = "model limits", IsBackground = true }.Start();
            }
        }
    }

    private static void Keep()
    {
        while (true)
        {
            Thread.Sleep(Look);
            lock (Access)
            {
                Runs.RemoveAll(known => !known.TryGetTarget(out _));
                foreach (var known in Runs)
                {
                    if (known.TryGetTarget(out var run))
                    {
                        run.CutLate();
                    }
                }
            }
        }
    }
}
