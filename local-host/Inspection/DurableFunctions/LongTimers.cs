using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.LocalHost.Inspection.DurableFunctions;

/// <summary>
/// The .NET worker makes one timer of the code into several, each of three days but the last; the replay gate's runtime makes one. Parts
/// are put together again, and the numbers of what follows move up. Of a timer that is still in one of its parts only that it is due no
/// earlier is known.
/// </summary>
internal sealed class LongTimers
{
    /// <summary>The worker's <c>MaximumTimerInterval</c>, unless it is set otherwise.</summary>
    public static readonly TimeSpan Part = TimeSpan.FromDays(3);

    private readonly List<RecordedEvent> _joined = [];

    // Of a timer's part in the history, the place of the whole among the events.
    private readonly Dictionary<int, int> _parts = [];
    private readonly Dictionary<int, int> _numbers = [];
    private DateTime _turn;
    private int _dropped;
    private int? _continued;

    public IReadOnlyList<RecordedEvent> Joined(IReadOnlyList<RecordedEvent> events)
    {
        for (var index = 0; index < events.Count; index++)
        {
            Add(events[index], events, index);
        }

        return _joined;
    }

    private void Add(RecordedEvent happened, IReadOnlyList<RecordedEvent> events, int index)
    {
        switch (happened.Kind)
        {
            case "TurnStarted":
                _turn = happened.At!.Value;
                _joined.Add(happened);
                break;
            case "TimerCreated":
                Create(happened);
                break;
            case "TimerFired" when _parts.TryGetValue(happened.TaskId!.Value, out var whole) && IsContinued(events, index):
                _continued = whole;
                break;
            default:
                _joined.Add(happened.TaskId is not { } task ? happened : happened with { TaskId = NumberOf(task, happened) });
                break;
        }
    }

    private void Create(RecordedEvent timer)
    {
        var task = timer.TaskId!.Value;
        var isPart = timer.At - _turn == Part;
        if (_continued is { } whole)
        {
            _continued = null;
            _dropped++;
            _numbers[task] = _joined[whole].TaskId!.Value;
            _joined[whole] = _joined[whole] with { At = timer.At, AtLeast = isPart ? true : null };
        }
        else
        {
            whole = _joined.Count;
            _joined.Add(timer with { TaskId = NumberOf(task, timer), AtLeast = isPart ? true : null });
        }

        if (isPart)
        {
            _parts[task] = whole;
        }
    }

    // Whoever awaits a part makes the next one before anything else.
    private static bool IsContinued(IReadOnlyList<RecordedEvent> events, int fired) =>
        events
            .Skip(fired + 1)
            .FirstOrDefault(later =>
                later.Kind
                    is "TurnStarted"
                        or "TaskScheduled"
                        or "SubOrchestrationScheduled"
                        or "TimerCreated"
                        or "EventSent"
                        or "Completed"
            )
            ?.Kind == "TimerCreated";

    private int NumberOf(int task, RecordedEvent happened)
    {
        if (happened.Kind is "TaskScheduled" or "SubOrchestrationScheduled" or "TimerCreated" or "EventSent")
        {
            _numbers[task] = task - _dropped;
        }

        return _numbers.GetValueOrDefault(task, task);
    }
}
