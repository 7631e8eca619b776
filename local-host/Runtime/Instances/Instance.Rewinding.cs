using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime.Instances;

internal sealed partial class Instance
{
    private void OnRewind(InstanceMessage.Rewind rewind)
    {
        FinishTurn();
        if (actor.HasUncommitted)
        {
            // The history is read from the database: all of it must be there.
            Unit.WhenCommitted(() => core.Post(id, rewind));
            return;
        }

        if (_row is null)
        {
            Unit.Refuse(rewind.Caller, new ArgumentException(LocalTaskClient.NoSuchInstance(id).Message));
        }
        else if (_row.Status != OrchestrationRuntimeStatus.Failed)
        {
            Unit.Refuse(
                rewind.Caller,
                new InvalidOperationException($"The orchestration '{id}' is {_row.Status}; only a failed one can be rewound.")
            );
        }
        else
        {
            core.Log.LogInformation("'{Instance}' is rewound: {Reason}", id, rewind.Reason);
            Unit.Answer(rewind.Caller, true);
            Rewind(_row);
        }
    }

    /// <summary>The parent was rewound while this one's answer was a failure, or not recorded there yet.</summary>
    private void OnRewoundByParent(MessageRow message)
    {
        FinishTurn();
        if (actor.HasUncommitted)
        {
            Unit.WhenCommitted(() => core.Post(id, new InstanceMessage.Delivered(message)));
            return;
        }

        if (_row?.Parent?.Execution != message.Parent!.Execution)
        {
            OnStartedByParent(message);
            return;
        }

        Unit.DoneMessages.Add(message.Row);
        _row = _row with { Parent = message.Parent };
        Unit.Instance = _row;
        if (_row.Status == OrchestrationRuntimeStatus.Failed)
        {
            Rewind(_row);
        }
        else if (_row.IsFinished)
        {
            Unit.NewMessages.Add(AnswerToParent(message.Parent, _row.Status, _row.Output, _row.Failure));
        }
    }

    private void Rewind(InstanceRow row)
    {
        var history = core.Reader.History(row.Key);
        _rewoundAt = core.NextRow();
        _row = row with { Status = OrchestrationRuntimeStatus.Running, Output = null, Failure = null };
        _position = 0;
        Unit.StartsAnew = true;
        Unit.DropsActivitiesOf = id;
        if (!history.Exists(happened => happened.Kind == HistoryKind.ExecutionStarted))
        {
            _row = _row with { IsStarted = false };
            actor.TryPost(new InstanceMessage.Start());
            return;
        }

        _run = NewRun(_row);
        if (_run is null)
        {
            history.ForEach(Record);
            Fail(NotFound(_row));
            return;
        }

        var rewound = RewoundHistory.Into(_run, history);
        foreach (var happened in rewound.History)
        {
            Record(happened);
            if (happened.IsAsked && (_run.Expects(happened.TaskId) || !rewound.Repeated.Contains(happened.TaskId)))
            {
                AskAgain(happened, rewound.Repeated.Contains(happened.TaskId));
            }
        }

        _run.AskedVersions.Clear();
        _inTurn = true;
    }

    private void AskAgain(HistoryEvent asked, bool isRepeated)
    {
        Send(_run!, asked);
        if (asked.Kind == HistoryKind.SubOrchestrationScheduled && isRepeated)
        {
            Unit.NewMessages[^1] = Unit.NewMessages[^1] with { Kind = MessageKind.SubOrchestrationRewound };
        }
    }
}
