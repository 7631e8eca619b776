namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>What one turn of one instance changes: it is committed whole or not at all.</summary>
internal sealed class StoreUnit
{
    private readonly List<Action> _whenCommitted = [];
    private readonly List<Action<Exception>> _whenFailed = [];

    /// <summary>The key of an instance to remove, before anything else of the unit is written.</summary>
    public long? RemovedInstance { get; set; }

    /// <summary>The id of an instance whose activities that have not ended go, before new ones are written.</summary>
    public string? DropsActivitiesOf { get; set; }

    public InstanceRow? Instance { get; set; }

    public bool InstanceIsNew { get; set; }

    /// <summary>Whether the execution's history and timers go, before new ones are written.</summary>
    public bool StartsAnew { get; set; }

    public bool DropsTimers { get; set; }

    public List<(int Position, HistoryEvent Event)> History { get; } = [];

    public List<ActivityRow> NewActivities { get; } = [];

    public List<long> DoneActivities { get; } = [];

    public List<TimerRow> NewTimers { get; } = [];

    public List<TimerRow> DoneTimers { get; } = [];

    public List<MessageRow> NewMessages { get; } = [];

    /// <summary>Messages that are written but not sent, as their instance holds them already.</summary>
    public List<MessageRow> HeldMessages { get; } = [];

    public List<long> DoneMessages { get; } = [];

    public void WhenCommitted(Action action) => _whenCommitted.Add(action);

    /// <summary>Answers a caller with the value once the unit is committed, or with the error.</summary>
    public void Answer<T>(TaskCompletionSource<T> caller, T value)
    {
        _whenCommitted.Add(() => caller.TrySetResult(value));
        _whenFailed.Add(error => caller.TrySetException(error));
    }

    /// <summary>Refuses a caller, once what the refusal rests on is committed too: a refused trigger forgets its message.</summary>
    public void Refuse<T>(TaskCompletionSource<T> caller, Exception reason)
    {
        _whenCommitted.Add(() => caller.TrySetException(reason));
        _whenFailed.Add(error => caller.TrySetException(error));
    }

    public void Committed() => _whenCommitted.ForEach(action => action());

    public void Failed(Exception error) => _whenFailed.ForEach(action => action(error));
}
