using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>
/// One instance: what it is told becomes history, what its code asks for becomes history and messages, both in one unit of the store.
/// The next turn does not wait for the commit of the last, as units are committed in order; only effects on others wait.
/// </summary>
internal sealed partial class Instance(string id, RuntimeCore core, InstanceActor actor)
{
    private readonly List<MessageRow> _early = [];
    private InstanceRow? _row;
    private OrchestrationRun? _run;
    private StoreUnit? _unit;
    private int _position;
    private bool _inTurn;

    // Activities asked for before the instance was rewound may still end; their numbers are given anew.
    private long _rewoundAt;
    private bool _loaded;

    // An order to an instance whose code cannot go on: it was running when it was given the order, and ends by it.
    private bool _brokeOnLoad;

    public bool IsAtRest => _row is null or { IsFinished: true };

    /// <summary>Whether all that it is can be read from the database again.</summary>
    public bool CanBeForgotten => _early.Count == 0 && !_inTurn && _rewoundAt == 0;

    private StoreUnit Unit => _unit ??= new();

    private bool IsLive => _row is { IsFinished: false };

    public void Handle(InstanceMessage message)
    {
        _brokeOnLoad = !_loaded && Load(replays: message is not InstanceMessage.Blocked);
        switch (message)
        {
            case InstanceMessage.ActivityFinished finished:
                OnActivityFinished(finished);
                break;
            case InstanceMessage.TimerDue due:
                OnTimer(due.Timer);
                break;
            case InstanceMessage.Delivered delivered:
                OnDelivered(delivered.Message);
                break;
            case InstanceMessage.Raise raise:
                OnRaise(raise);
                break;
            case InstanceMessage.Start:
                Start();
                break;
            case InstanceMessage.Violated violated when IsLive && violated.Run.Execution == _row!.Execution:
                Fail(violated.Run.Violation!);
                break;
            case InstanceMessage.Create create:
                OnCreate(create);
                break;
            case InstanceMessage.Suspend suspend:
                OnSuspend(suspend);
                break;
            case InstanceMessage.Resume resume:
                OnResume(resume);
                break;
            case InstanceMessage.Terminate terminate:
                OnTerminate(terminate);
                break;
            case InstanceMessage.Rewind rewind:
                OnRewind(rewind);
                break;
            case InstanceMessage.Blocked blocked:
                Fail(OrchestrationOutcome.Failed(new OrchestratorBlockedException(blocked.Text)));
                break;
            case InstanceMessage.Purge purge:
                OnPurge(purge);
                break;
            case InstanceMessage.Check check:
                OnCheck(check);
                break;
            case InstanceMessage.Settle settle:
                Unit.Answer(settle.Caller, true);
                break;
        }
    }

    private void OnActivityFinished(InstanceMessage.ActivityFinished finished)
    {
        var activity = finished.Activity;
        Unit.DoneActivities.Add(activity.Row);
        if (activity.Row < _rewoundAt || !IsAwaiting(activity.Execution, activity.TaskId))
        {
            return;
        }

        Tell(
            finished.Failure is { } failure
                ? new(HistoryKind.TaskFailed, activity.TaskId, Payload: StoredFailure.Write(failure))
                : new(HistoryKind.TaskCompleted, activity.TaskId, Payload: finished.Result)
        );
    }

    private void OnTimer(TimerRow timer)
    {
        if (timer.TaskId == TimerRow.Start)
        {
            if (_row?.Execution == timer.Execution)
            {
                Start(timer);
            }
        }
        else if (IsAwaiting(timer.Execution, timer.TaskId))
        {
            Unit.DoneTimers.Add(timer);
            Tell(new(HistoryKind.TimerFired, timer.TaskId));
        }
    }

    private bool IsAwaiting(long execution, int taskId) => IsLive && _row!.Execution == execution && _run?.Expects(taskId) == true;

    private void OnDelivered(MessageRow message)
    {
        if (message.Kind == MessageKind.EventRaised && IsLive && !_row!.IsStarted)
        {
            _early.Add(message);
            return;
        }

        switch (message.Kind)
        {
            case MessageKind.SubOrchestrationStart:
                OnStartedByParent(message);
                break;
            case MessageKind.SubOrchestrationRewound:
                OnRewoundByParent(message);
                break;
            case MessageKind.EventRaised:
                Unit.DoneMessages.Add(message.Row);
                if (IsLive)
                {
                    Tell(new(HistoryKind.EventRaised, Name: message.Name, Payload: message.Payload));
                }

                break;
            case MessageKind.SubOrchestrationCompleted or MessageKind.SubOrchestrationFailed:
                Unit.DoneMessages.Add(message.Row);
                if (IsAwaiting(message.Parent!.Execution, message.Parent.TaskId))
                {
                    Tell(new(SubOrchestrationEnd(message.Kind), message.Parent.TaskId, Payload: message.Payload));
                }

                break;
        }
    }

    private static HistoryKind SubOrchestrationEnd(MessageKind kind) =>
        kind == MessageKind.SubOrchestrationCompleted ? HistoryKind.SubOrchestrationCompleted : HistoryKind.SubOrchestrationFailed;

    private void OnRaise(InstanceMessage.Raise raise)
    {
        if (Refuses(raise.Caller, $"raise event '{raise.Name}' for", IsLive))
        {
            return;
        }

        if (_row!.IsStarted)
        {
            Tell(new(HistoryKind.EventRaised, Name: raise.Name, Payload: raise.Payload));
        }
        else
        {
            MessageRow held = new(core.NextRow(), id, MessageKind.EventRaised, raise.Name, raise.Payload);
            Unit.HeldMessages.Add(held);
            _early.Add(held);
        }
    }

    private void OnCreate(InstanceMessage.Create create)
    {
        FinishTurn();
        if (_row is { } existing && (!existing.IsFinished || create.Request.RefusedStatuses.Contains(existing.Status)))
        {
            Unit.Refuse(
                create.Caller,
                new OrchestrationAlreadyExistsException($"An orchestration with the id '{id}' exists already, in status {existing.Status}.")
            );
            return;
        }

        Unit.Answer(create.Caller, true);
        Create(create.Request);
    }

    private void OnStartedByParent(MessageRow message)
    {
        FinishTurn();
        Unit.DoneMessages.Add(message.Row);
        if (IsLive)
        {
            var failure = TaskFailureDetails.FromException(
                new OrchestrationAlreadyExistsException($"An orchestration with the id '{id}' exists already, in status {_row!.Status}.")
            );
            Unit.NewMessages.Add(Answer(message.Parent!, MessageKind.SubOrchestrationFailed, StoredFailure.Write(failure)));
            return;
        }

        Create(new(message.Name!, message.Payload) { Parent = message.Parent, Version = message.Version ?? "" });
    }

    private void OnTerminate(InstanceMessage.Terminate terminate)
    {
        FinishTurn();
        if (Refuses(terminate.Caller, "terminate", IsLive))
        {
            Submit();
        }
        else
        {
            Terminate(terminate.Output);
        }
    }

    /// <summary>Answers an order's caller; as the Functions host does where the instance is not there or not in a state for it.</summary>
    private bool Refuses(TaskCompletionSource<bool> caller, string order, bool isPossible)
    {
        if (isPossible || _brokeOnLoad)
        {
            Unit.Answer(caller, true);
        }
        else if (_row is null)
        {
            Unit.Refuse(caller, ClientError.NotFound(id));
        }
        else
        {
            Unit.Refuse(caller, ClientError.FailedPrecondition($"Cannot {order} the orchestration '{id}': it is {_row.Status}."));
        }

        return !isPossible;
    }

    private void OnSuspend(InstanceMessage.Suspend suspend)
    {
        if (Refuses(suspend.Caller, "suspend", IsLive && _row!.Status != OrchestrationRuntimeStatus.Suspended))
        {
            return;
        }

        _row = _row! with { Status = OrchestrationRuntimeStatus.Suspended };
        Unit.Instance = _row;
        if (_row.IsStarted)
        {
            Tell(new(HistoryKind.Suspended, Payload: suspend.Reason));
        }
    }

    private void OnResume(InstanceMessage.Resume resume)
    {
        if (Refuses(resume.Caller, "resume", _row is { Status: OrchestrationRuntimeStatus.Suspended }))
        {
            return;
        }

        var row = _row!;
        _row = row with { Status = row.IsStarted ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending };
        Unit.Instance = _row;
        if (row.IsStarted)
        {
            Tell(new(HistoryKind.Resumed, Payload: resume.Reason));
        }
        else if (row.StartAt is null || row.StartAt <= core.Now)
        {
            Start();
        }
    }

    private void OnPurge(InstanceMessage.Purge purge)
    {
        FinishTurn();
        if (_row is { IsFinished: true } row)
        {
            Unit.RemovedInstance = row.Key;
            Unit.DropsActivitiesOf = id;
            _row = null;
            Unit.WhenCommitted(() => core.Statuses.Removed(id));
            Unit.Answer(purge.Caller, true);
        }
        else
        {
            Unit.Answer(purge.Caller, false);
        }
    }
}
