using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Instances;

internal sealed partial class Instance
{
    /// <summary>Ends the turn, if one is open: what the code asked for goes, with the turn's history, to the store.</summary>
    public void FinishTurn()
    {
        if (_inTurn && _run is { } run)
        {
            _inTurn = false;
            if (CustomStatusLimit.Check(run.CustomStatus) is { } tooLarge)
            {
                End(tooLarge);
            }
            else
            {
                Close(run);
            }
        }

        Submit();
    }

    private void Close(OrchestrationRun run)
    {
        RecordAsked(run);
        _row = _row! with { CustomStatus = run.CustomStatus };
        var outcome = run.Outcome ?? run.Violation ?? (run.IsStuck ? Stuck() : null);
        if (outcome is not null)
        {
            End(outcome);
        }
    }

    /// <summary>Answers those who wait for a turn that will never be committed.</summary>
    public void DropOpenTurn() => _unit?.Failed(new OrchestratorBlockedException("The orchestrator's code held its thread for too long."));

    private void Submit()
    {
        if (_unit is not { } unit)
        {
            return;
        }

        _unit = null;
        if (actor.IsGivenUp)
        {
            unit.Failed(new OrchestratorBlockedException("The orchestrator's code held its thread for too long."));
            return;
        }

        if (unit.History.Count > 0 || unit.StartsAnew)
        {
            unit.Instance = _row;
        }

        if (unit.Instance is not null && _row is not null)
        {
            unit.Instance = _row = _row with { UpdatedAt = core.Now };
        }

        core.Submit(unit, actor);
    }

    /// <summary>Gives the code an event, as part of the open turn or of a new one.</summary>
    private void Tell(HistoryEvent happened)
    {
        var run = _run!;
        if (!_inTurn)
        {
            _inTurn = true;
            var now = core.Now;
            HistoryEvent turn = new(HistoryKind.TurnStarted, At: now > run.Now ? now : run.Now);
            Record(turn);
            run.Apply(turn);
        }

        Record(happened);
        run.Apply(happened);
        if (run.Outcome is not null)
        {
            FinishTurn();
        }
    }

    private void Record(HistoryEvent happened) => Unit.History.Add((_position++, happened));

    private void RecordAsked(OrchestrationRun run)
    {
        while (run.TryTakeAsked(out var asked))
        {
            Record(asked);
            Send(run, asked);
        }

        run.AskedVersions.Clear();
        foreach (var timer in run.TakeCancelledTimers())
        {
            if (Unit.NewTimers.RemoveAll(created => created.TaskId == timer) == 0)
            {
                Unit.DoneTimers.Add(new(_row!.Key, id, _row.Execution, timer, default));
            }
        }
    }

    private void Send(OrchestrationRun run, HistoryEvent asked)
    {
        switch (asked.Kind)
        {
            case HistoryKind.TaskScheduled:
                Unit.NewActivities.Add(new(core.NextRow(), id, _row!.Execution, asked.TaskId, asked.Name!, asked.Payload));
                break;
            case HistoryKind.SubOrchestrationScheduled:
                ParentLink link = new(id, _row!.Name, _row.Execution, asked.TaskId);
                var version = run.AskedVersions.GetValueOrDefault(asked.TaskId);
                Unit.NewMessages.Add(
                    new(core.NextRow(), asked.Target!, MessageKind.SubOrchestrationStart, asked.Name, asked.Payload, link, version)
                );
                break;
            case HistoryKind.TimerCreated:
                Unit.NewTimers.Add(new(_row!.Key, id, _row.Execution, asked.TaskId, asked.At));
                break;
            case HistoryKind.EventSent:
                Unit.NewMessages.Add(new(core.NextRow(), asked.Target!, MessageKind.EventRaised, asked.Name, asked.Payload));
                break;
        }
    }

    private void Create(StartRequest request)
    {
        if (_row is { } old)
        {
            (Unit.RemovedInstance, Unit.DropsActivitiesOf) = (old.Key, id);
        }

        var now = core.Now;
        var later = request.StartAt > now;
        _position = 0;
        _row = new()
        {
            Key = core.NextRow(),
            Id = id,
            Execution = RuntimeCore.NewExecution(),
            Name = request.Name,
            Version = request.Version,
            Parent = request.Parent,
            Status = OrchestrationRuntimeStatus.Pending,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = request.StartAt,
            Input = request.Input,
            Tags = request.Tags,
        };
        Unit.Instance = _row;
        Unit.InstanceIsNew = true;
        if (later)
        {
            Unit.NewTimers.Add(new(_row.Key, id, _row.Execution, TimerRow.Start, request.StartAt!.Value));
        }
        else
        {
            actor.TryPost(new InstanceMessage.Start());
        }

        Submit();
    }

    private void Start(TimerRow? timer = null)
    {
        if (!IsLive || _row!.IsStarted)
        {
            return;
        }

        if (timer is not null)
        {
            Unit.DoneTimers.Add(timer);
        }

        if (_row.Status == OrchestrationRuntimeStatus.Suspended)
        {
            return;
        }

        _row = _row with { IsStarted = true, Status = OrchestrationRuntimeStatus.Running };
        _run = NewRun(_row);
        if (_run is null)
        {
            Fail(NotFound(_row));
            return;
        }

        List<MessageRow> early = [.. _early];
        _early.Clear();
        Tell(new(HistoryKind.ExecutionStarted, Name: _row.Name));
        early.ForEach(OnDelivered);
    }

    private void Fail(OrchestrationOutcome outcome)
    {
        FinishTurn();
        if (!IsLive)
        {
            return;
        }

        End(outcome);
        Submit();
    }

    private void Terminate(string? output)
    {
        Record(new(HistoryKind.Terminated, Payload: output));
        Finish(OrchestrationRuntimeStatus.Terminated, output, null);
        Submit();
    }

    private void End(OrchestrationOutcome outcome)
    {
        if (outcome.StartsAnew is { } next)
        {
            StartAnew(next);
        }
        else
        {
            Finish(
                outcome.Failure is null ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed,
                outcome.Output,
                outcome.Failure
            );
        }
    }

    private void StartAnew(NewExecution next)
    {
        var unit = Unit;
        unit.StartsAnew = true;
        unit.History.Clear();
        unit.NewTimers.Clear();
        _row = _row! with
        {
            Execution = RuntimeCore.NewExecution(),
            Version = next.Version ?? _row.Version,
            Input = next.Input,
            IsStarted = false,
            CustomStatus = null,
        };
        _run = null;
        _position = 0;
        foreach ((var name, var payload) in next.CarriedEvents)
        {
            _early.Add(new(core.NextRow(), id, MessageKind.EventRaised, name, payload));
        }
        // The code had taken in all that waited before it started, so what is held now is what it carries on.
        unit.HeldMessages.AddRange(_early);
        // Only once this is committed, so that code that starts anew at once does not run ahead of the disk.
        unit.WhenCommitted(() => core.Post(id, new InstanceMessage.Start()));
    }

    private void Finish(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure)
    {
        var failureText = failure is null ? null : StoredFailure.Write(failure);
        Record(new(HistoryKind.Completed, Name: status.ToString(), Payload: failureText ?? output));
        Unit.NewTimers.Clear();
        Unit.DropsTimers = true;
        _row = _row! with { Status = status, Output = output, Failure = failureText };
        _run = null;
        Unit.DoneMessages.AddRange(_early.Select(message => message.Row));
        _early.Clear();
        if (_row.Parent is { } parent)
        {
            Unit.NewMessages.Add(AnswerToParent(parent, status, output, failureText));
        }
    }

    private MessageRow AnswerToParent(ParentLink parent, OrchestrationRuntimeStatus status, string? output, string? failure)
    {
        if (status == OrchestrationRuntimeStatus.Completed)
        {
            return Answer(parent, MessageKind.SubOrchestrationCompleted, output);
        }

        return Answer(parent, MessageKind.SubOrchestrationFailed, failure);
    }

    private MessageRow Answer(ParentLink parent, MessageKind kind, string? payload) =>
        new(core.NextRow(), parent.InstanceId, kind, Payload: payload, Parent: parent);

    private static OrchestrationOutcome Stuck() =>
        OrchestrationOutcome.Failed(
            new NonDurableAwaitException(
                "The orchestrator waits for something that is not a durable task (such as Task.Delay, Task.Run or I/O); "
                    + "timers and activities are there for that."
            )
        );
}
