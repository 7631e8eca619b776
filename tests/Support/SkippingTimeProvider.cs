namespace ServerlessML.Tests.Support;

/// <summary>
/// The system's clock, which days can be added to at once: timers that are due by then fire. For whole systems, whose polling must go on.
/// </summary>
public sealed class SkippingTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<SkippingTimer> _timers = [];
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return System.GetUtcNow() + _ahead;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SkippingTimer timer = new(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Skip(TimeSpan time)
    {
        List<SkippingTimer> armed;
        lock (_gate)
        {
            _ahead += time;
            armed = [.. _timers];
        }

        armed.ForEach(timer => timer.Skipped(time));
    }

    private void Forget(SkippingTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class SkippingTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly SkippingTimeProvider _clock;
        private readonly ITimer _timer;
        private DateTimeOffset? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public SkippingTimer(SkippingTimeProvider clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _timer = System.CreateTimer(_ => Fire(callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : System.GetUtcNow() + dueTime;
                return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        public void Skipped(TimeSpan time)
        {
            lock (_gate)
            {
                if (_due is { } due)
                {
                    _due = due - time;
                    var left = _due.Value - System.GetUtcNow();
                    _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose()
        {
            _timer.Dispose();
            _clock.Forget(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimerCallback callback, object? state)
        {
            lock (_gate)
            {
                _due = null;
                if (_period > TimeSpan.Zero)
                {
                    _due = System.GetUtcNow() + _period;
                    _timer.Change(_period, Timeout.InfiniteTimeSpan);
                }
            }

            callback(state);
        }
    }
}
