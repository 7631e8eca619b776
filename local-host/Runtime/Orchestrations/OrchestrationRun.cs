using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>
/// The live state of one execution: its code, what the code has asked for and what it waits for. Given the same events in the same
/// order it asks for the same things; that is how a replay brings it back.
/// </summary>
internal sealed class OrchestrationRun
{
    private readonly Func<TaskOrchestrationContext, Task<object?>> _code;
    private readonly OrchestrationContext _context;
    private readonly DataConverter _converter;
    private readonly TurnLoop _loop;
    private readonly ExternalEvents _events;
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly HashSet<int> _expected = [];
    private readonly Queue<HistoryEvent> _asked = new();
    private readonly Queue<HistoryEvent> _held = new();
    private readonly List<int> _cancelledTimers = [];
    private Task<object?>? _main;
    private (string? Input, string? Version, bool Preserve)? _next;
    private volatile string? _violation;
    private int _tasks;
    private bool _suspended;

    public OrchestrationRun(
        InstanceRow row,
        Func<TaskOrchestrationContext, Task<object?>> code,
        DataConverter converter,
        ILoggerFactory logs,
        Action<OrchestrationRun> violated
    )
    {
        _code = code;
        _converter = converter;
        _loop = new(text =>
        {
            _violation ??= text;
            violated(this);
        });
        _events = new(_loop, converter);
        _context = new(this, row, _loop, _events, converter, logs);
        Execution = row.Execution;
    }

    public long Execution { get; }

    public DateTime Now { get; private set; }

    public bool IsReplaying { get; set; }

    public string? CustomStatus { get; set; }

    public OrchestrationOutcome? Outcome { get; private set; }

    /// <summary>What the code did that its history cannot know of.</summary>
    public OrchestrationOutcome? Violation =>
        _violation is { } text ? OrchestrationOutcome.Failed(new NonDurableAwaitException(text)) : null;

    /// <summary>Whether the code waits, but for nothing that could ever be told to it.</summary>
    public bool IsStuck => _main is { IsCompleted: false } && _open.Count == 0 && _events.WaiterCount == 0 && !_suspended;

    /// <summary>
    /// Versions that sub-orchestrations were asked for with, by task id, of what was asked since the last <see cref="TakeAsked"/>.
    /// </summary>
    public Dictionary<int, string> AskedVersions { get; } = [];

    /// <summary>Whether the end of that task is still to be recorded.</summary>
    public bool Expects(int taskId) => _expected.Contains(taskId);

    public void Apply(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryKind.TurnStarted:
                Now = happened.At;
                break;
            case HistoryKind.Suspended:
                _suspended = true;
                break;
            case HistoryKind.Resumed:
                _suspended = false;
                while (Outcome is null && _held.TryDequeue(out var held))
                {
                    Deliver(held);
                }

                break;
            default:
                _expected.Remove(happened.TaskId);
                if (_suspended)
                {
                    _held.Enqueue(happened);
                }
                else
                {
                    Deliver(happened);
                }

                break;
        }
    }

    public bool TryTakeAsked(out HistoryEvent asked) => _asked.TryDequeue(out asked!);

    public List<int> TakeCancelledTimers()
    {
        List<int> taken = [.. _cancelledTimers];
        _cancelledTimers.Clear();
        return taken;
    }

    public Task<string?> Ask(Func<int, HistoryEvent> ask)
    {
        var asked = ask(Tell());
        return Open(asked).Task;
    }

    public Task<string?> AskSubOrchestration(Func<int, HistoryEvent> ask, string? version)
    {
        var asked = ask(Tell());
        if (!string.IsNullOrEmpty(version))
        {
            AskedVersions[asked.TaskId] = version;
        }

        return Open(asked).Task;
    }

    public Task AskTimer(DateTime at, CancellationToken cancellation)
    {
        HistoryEvent asked = new(HistoryKind.TimerCreated, Tell(), At: at);
        var result = Open(asked);
        if (cancellation.CanBeCanceled)
        {
            var registration = cancellation.Register(() => CancelTimer(asked.TaskId, cancellation));
            _open[asked.TaskId] = _open[asked.TaskId] with { Registration = registration };
        }

        return result.Task;
    }

    /// <summary>Asks for something that has no answer.</summary>
    public void Tell(Func<int, HistoryEvent> tell) => _asked.Enqueue(tell(Tell()));

    public void StartAnew(string? input, string? version, bool preserveEvents) => _next = (input, version, preserveEvents);

    private int Tell()
    {
        _loop.Require("a durable operation");
        return _tasks++;
    }

    private TaskCompletionSource<string?> Open(HistoryEvent asked)
    {
        TaskCompletionSource<string?> result = new();
        _asked.Enqueue(asked);
        _expected.Add(asked.TaskId);
        _open.Add(asked.TaskId, new(asked.Name ?? "", result, default));
        return result;
    }

    private void CancelTimer(int taskId, CancellationToken cancellation)
    {
        _loop.Require("cancel of a timer");
        if (!_open.Remove(taskId, out var timer))
        {
            return;
        }

        if (_expected.Remove(taskId))
        {
            _cancelledTimers.Add(taskId);
        }

        timer.Result.TrySetCanceled(cancellation);
    }

    private void Deliver(HistoryEvent happened)
    {
        if (Outcome is not null)
        {
            return;
        }

        try
        {
            _loop.Run(() => Dispatch(happened));
        }
        catch (Exception error)
        {
            // An event that is not of the type that is waited for: the code has no part in it, and cannot catch it.
            Outcome = OrchestrationOutcome.Failed(error);
            return;
        }

        if (_main is { IsCompleted: true })
        {
            Outcome = Violation ?? End(_main);
        }
    }

    private void Dispatch(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryKind.ExecutionStarted:
                _main = StartCode();
                break;
            case HistoryKind.EventRaised:
                _events.Raise(happened.Name!, happened.Payload);
                break;
            default:
                if (_open.Remove(happened.TaskId, out var task))
                {
                    Finish(task, happened);
                }

                break;
        }
    }

    private static void Finish(OpenTask task, HistoryEvent happened)
    {
        task.Registration.Dispose();
        if (happened.Kind is HistoryKind.TaskFailed or HistoryKind.SubOrchestrationFailed)
        {
            task.Result.SetException(new TaskFailedException(task.Name, happened.TaskId, StoredFailure.ReadOrNull(happened.Payload)!));
        }
        else
        {
            task.Result.SetResult(happened.Payload);
        }
    }

    private Task<object?> StartCode()
    {
        var main = RunCode();
        // Code that ends elsewhere would else leave the instance waiting for ever.
        _ = main.ContinueWith(
            _ => ReportEndElsewhere(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return main;
    }

    private async Task<object?> RunCode() => await _code(_context);

    private void ReportEndElsewhere()
    {
        if (!_loop.IsCurrent)
        {
            _loop.Report("The orchestrator ended outside of its own thread: it continued on something that is not a durable task.");
        }
    }

    private OrchestrationOutcome End(Task<object?> main)
    {
        if (main.IsFaulted)
        {
            return OrchestrationOutcome.Failed(main.Exception.InnerException!);
        }

        if (main.IsCanceled)
        {
            return OrchestrationOutcome.Failed(new TaskCanceledException(main));
        }

        try
        {
            return _next is { } next
                ? new() { StartsAnew = new(next.Input, next.Version, next.Preserve ? Carried() : []) }
                : new() { Output = _converter.Serialize(main.Result) };
        }
        catch (Exception error)
        {
            return OrchestrationOutcome.Failed(error);
        }
    }

    private List<(string Name, string? Payload)> Carried() =>
        [.. _events.Unprocessed, .. _held.Where(held => held.Kind == HistoryKind.EventRaised).Select(held => (held.Name!, held.Payload))];

    private sealed record OpenTask(string Name, TaskCompletionSource<string?> Result, CancellationTokenRegistration Registration);
}
