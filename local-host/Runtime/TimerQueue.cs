namespace ServerlessML.LocalHost.Runtime;

/// <summary>The timers that wait, behind one timer of the clock that is set for the earliest.</summary>
internal sealed class TimerQueue : IDisposable
{
    // What a timer of the clock can wait at once has a limit; a longer one is set again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(20);

    private readonly TimeProvider _time;
    private readonly TimeSpan _earliness;
    private readonly Action<TimerRow> _due;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TimerRow, DateTime> _queue = new();
    private readonly HashSet<(long Execution, int TaskId)> _waiting = [];
    private readonly ITimer _clock;
    private DateTime _setFor = DateTime.MaxValue;
    private bool _started;
    private bool _disposed;

    public TimerQueue(TimeProvider time, TimeSpan earliness, Action<TimerRow> due)
    {
        _time = time;
        _earliness = earliness;
        _due = due;
        _clock = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        lock (_gate)
        {
            _started = true;
        }

        Fire();
    }

    public void Add(TimerRow timer)
    {
        lock (_gate)
        {
            _queue.Enqueue(timer, timer.At.Ticks > _earliness.Ticks ? timer.At - _earliness : timer.At);
            _waiting.Add((timer.Execution, timer.TaskId));
            Set();
        }
    }

    public void Remove(TimerRow timer)
    {
        lock (_gate)
        {
            _waiting.Remove((timer.Execution, timer.TaskId));
            DropManyCancelled();
            Set();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _clock.Dispose();
        }
    }

    private void Fire()
    {
        List<TimerRow> due = [];
        lock (_gate)
        {
            _setFor = DateTime.MaxValue;
            var now = _time.GetUtcNow().UtcDateTime;
            DropCancelled();
            while (_started && _queue.TryPeek(out var next, out var at) && at <= now)
            {
                _queue.Dequeue();
                _waiting.Remove((next.Execution, next.TaskId));
                due.Add(next);
                DropCancelled();
            }

            Set();
        }

        due.ForEach(_due);
    }

    // A queue cannot give up what is in its middle; once most of it is cancelled it is made anew.
    private void DropManyCancelled()
    {
        if (_queue.Count < (2 * _waiting.Count) + 64)
        {
            return;
        }

        List<(TimerRow Timer, DateTime At)> left =
        [
            .. _queue.UnorderedItems.Where(item => _waiting.Contains((item.Element.Execution, item.Element.TaskId))),
        ];
        _queue.Clear();
        _queue.EnqueueRange(left);
    }

    private void DropCancelled()
    {
        while (_queue.TryPeek(out var next, out _) && !_waiting.Contains((next.Execution, next.TaskId)))
        {
            _queue.Dequeue();
        }
    }

    private void Set()
    {
        if (_disposed || !_started)
        {
            return;
        }

        DropCancelled();
        var wanted = _queue.TryPeek(out _, out var at) ? at : DateTime.MaxValue;
        if (wanted == _setFor)
        {
            return;
        }

        _setFor = wanted;
        var wait = wanted == DateTime.MaxValue ? Timeout.InfiniteTimeSpan : wanted - _time.GetUtcNow().UtcDateTime;
        if (wait != Timeout.InfiniteTimeSpan)
        {
            wait =
                wait < TimeSpan.Zero ? TimeSpan.Zero
                : wait > LongestWait ? LongestWait
                : RoundUp(wait);
        }

        _clock.Change(wait, Timeout.InfiniteTimeSpan);
    }

    // The system's timers count whole milliseconds; one that is early would find nothing due.
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
