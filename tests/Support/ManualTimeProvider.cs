namespace ServerlessML.Tests.Support;

/// <summary>A clock that stands still until it is told to move; its timers fire, in order, while it does.</summary>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(DateTimeOffset NotAfter, TaskCompletionSource Signal)> _waiters = [];
    private DateTimeOffset _now = start ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, stopping at each timer on the way to let it fire.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeNext(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end > _now ? end : _now;
        }
    }

    /// <summary>Ends once a timer is set that fires within the given time; for code that sets timers as it goes.</summary>
    public Task TimerWithin(TimeSpan time)
    {
        lock (_gate)
        {
            var notAfter = _now + time;
            if (_armed.Any(timer => timer.Due <= notAfter))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((notAfter, signal));
            return signal.Task;
        }
    }

    private ManualTimer? TakeNext(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _armed.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
            {
                return null;
            }

            _armed.Remove(next);
            _now = next.Due > _now ? next.Due : _now;
            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan due)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            if (due <= TimeSpan.Zero)
            {
                // As any clock does: what is due when it is set waits for no further move, which may never come.
                ThreadPool.QueueUserWorkItem(_ => timer.Fire());
                return;
            }

            timer.Due = _now + due;
            _armed.Add(timer);
            foreach ((_, var signal) in _waiters.Where(waiter => timer.Due <= waiter.NotAfter))
            {
                signal.TrySetResult();
            }

            _waiters.RemoveAll(waiter => waiter.Signal.Task.IsCompleted);
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            clock.Arm(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                clock.Arm(this, _period);
            }

            callback();
        }

        public void Dispose() => clock.Arm(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
