using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>What the instances share: the store, the clock, the registry, and the way to one another.</summary>
internal sealed class RuntimeCore
{
    private readonly ConcurrentDictionary<string, InstanceActor> _actors = new(StringComparer.Ordinal);
    private readonly ResidentInstances _residents;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StoreWriter _writer;
    private readonly TimeProvider _time;
    private long _lastRow;

    public RuntimeCore(DurableRuntimeOptions options, TaskRegistry registry, TimeProvider time, ILoggerFactory logs, StoreDatabase database)
    {
        Options = options;
        _residents = new(options.MaxResidentInstances, _actors);
        Blocked = new(options.MaxTurnTime, _actors);
        Registry = registry;
        Logs = logs;
        Log = logs.CreateLogger<DurableRuntime>();
        _time = time;
        Timers = new(time, options.TimerEarliness, timer => Post(timer.InstanceId, new InstanceMessage.TimerDue(timer)));
        Activities = new(this);
        Retained = new(this, time);
        database.MakeTables();
        Audit(database);
        Reader = new(database.Open());
        _lastRow = new[] { ("instances", "key"), ("activities", "row"), ("messages", "row") }.Max(column =>
            Reader.LastKey(column.Item1, column.Item2)
        );
        _writer = new(database, OnCommitted, Fault);
        Watchdog = new(this, database.Open(), options.WatchdogPeriod);
    }

    public DurableRuntimeOptions Options { get; }

    public TaskRegistry Registry { get; }

    public ILoggerFactory Logs { get; }

    public ILogger Log { get; }

    public StoreReader Reader { get; }

    public TimerQueue Timers { get; }

    public ActivityDispatcher Activities { get; }

    public Watchdog Watchdog { get; }

    public StatusWaiters Statuses { get; } = new();

    /// <summary>Ends when the runtime stops; with the error when it had to.</summary>
    public Task Stopped => _stopped.Task;

    public DateTime Now => _time.GetUtcNow().UtcDateTime;

    public static long NewExecution() => Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>A number for a new row, whatever its table.</summary>
    public long NextRow() => Interlocked.Increment(ref _lastRow);

    public void Post(string instanceId, InstanceMessage message)
    {
        while (!_actors.GetOrAdd(instanceId, static (id, core) => core.NewActor(id), this).TryPost(message))
        {
            Thread.Yield();
        }
    }

    public void Forget(string instanceId, InstanceActor actor)
    {
        if (_actors.TryRemove(new(instanceId, actor)))
        {
            _residents.Removed();
        }
    }

    public void Submit(StoreUnit unit, InstanceActor owner)
    {
        owner.UnitSubmitted();
        unit.WhenCommitted(owner.UnitCommitted);
        _writer.Submit(unit);
    }

    public void Fault(Exception error)
    {
        if (!_stopped.TrySetException(error))
        {
            return;
        }

        Log.LogCritical(error, "The durable runtime has stopped");
        Activities.Stop();
        Timers.Dispose();
        Statuses.FailAll(error);
    }

    /// <summary>Waits until all that the instances have been told by now is committed.</summary>
    public Task SettleAsync(CancellationToken cancellation)
    {
        List<Task> settled = [];
        foreach (var id in _actors.Keys)
        {
            TaskCompletionSource<bool> caller = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(id, new InstanceMessage.Settle(caller));
            settled.Add(caller.Task);
        }

        return Task.WhenAny(Task.WhenAll(settled), Stopped).WaitAsync(cancellation);
    }

    public void Close(bool commitWaiting)
    {
        Timers.Dispose();
        Blocked.Dispose();
        Retained.Dispose();
        Watchdog.Dispose();
        _writer.Stop(commitWaiting);
        if (_stopped.TrySetResult())
        {
            Statuses.FailAll(new DurableRuntimeException("The durable runtime has stopped."));
        }

        Reader.Dispose();
    }

    private BlockedTurns Blocked { get; }

    private Retention Retained { get; }

    // Before anything is read from the store, so that what was mended goes on as all else does.
    private void Audit(StoreDatabase database)
    {
        using var connection = database.Open();
        var findings = StoreAudit.Find(connection);
        foreach (var finding in findings)
        {
            Log.LogWarning(
                "'{Instance}' {Problem}; {Repair}",
                finding.InstanceId,
                finding.Problem,
                finding.Repair ?? "it is left as it is"
            );
        }

        if (findings.Exists(finding => finding.Repair is not null))
        {
            StoreAudit.Mend(connection);
        }
    }

    // Made but not added, when two ask at once; the count is only as exact as its use needs.
    private InstanceActor NewActor(string id)
    {
        _residents.Added();
        return new(id, this);
    }

    private void OnCommitted(StoreUnit unit)
    {
        foreach (var activity in unit.DoneActivities)
        {
            Activities.Recorded(activity);
        }

        foreach (var activity in unit.NewActivities)
        {
            Activities.Add(activity);
        }

        foreach (var timer in unit.DoneTimers)
        {
            Timers.Remove(timer);
        }

        foreach (var timer in unit.NewTimers)
        {
            Timers.Add(timer);
        }

        foreach (var message in unit.NewMessages)
        {
            Post(message.Target, new InstanceMessage.Delivered(message));
        }

        unit.Committed();
        if (unit.Instance is { } row)
        {
            Statuses.Changed(row);
        }
    }
}
