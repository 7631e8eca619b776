namespace ServerlessML.LocalHost.Runtime.Instances;

internal sealed partial class Instance
{
    /// <summary>Compares what the code waits for with what the store has pending for it, and asks again for what was lost.</summary>
    private void OnCheck(InstanceMessage.Check check)
    {
        FinishTurn();
        // What is on its way to the disk is not there to compare with; the instance is at work then, and is looked at another time.
        if (actor.HasUncommitted || !IsLive || _run is null)
        {
            check.Caller.TrySetResult([]);
            return;
        }

        List<Inconsistency> findings = [];
        HashSet<int> calls =
        [
            .. core
                .Reader.Activities()
                .Where(call => call.InstanceId == id && call.Execution == _row!.Execution)
                .Select(call => call.TaskId),
        ];
        HashSet<int> timers = [.. core.Reader.Timers(_row!.Key).Select(timer => timer.TaskId)];
        foreach (var asked in core.Reader.History(_row.Key).Where(happened => happened.IsAsked && _run.Expects(happened.TaskId)))
        {
            if (
                (asked.Kind == HistoryKind.TaskScheduled && !calls.Contains(asked.TaskId))
                || (asked.Kind == HistoryKind.TimerCreated && !timers.Contains(asked.TaskId))
            )
            {
                Send(_run, asked);
                findings.Add(new(id, $"waits for {asked.Describe()}, which has no pending source", "it is asked for again"));
            }
            else if (asked.Kind == HistoryKind.SubOrchestrationScheduled && !core.Reader.IsOnItsWay(id, _row.Execution, asked.TaskId))
            {
                findings.Add(new(id, $"waits for {asked.Describe()}, which does not exist", null));
            }
        }

        Unit.Answer<IReadOnlyList<Inconsistency>>(check.Caller, findings);
        Submit();
    }
}
