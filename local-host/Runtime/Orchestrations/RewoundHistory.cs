namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>
/// The history of a failed run without its failures. The code is run again over what had succeeded; a call that it asks for once more
/// takes the success that an equal call had, and one that had failed, or was not asked for before, is open.
/// </summary>
internal sealed class RewoundHistory
{
    private readonly OrchestrationRun _run;
    private readonly List<HistoryEvent> _askedBefore;
    private readonly HashSet<int> _succeeded;
    private readonly Dictionary<int, int> _numbers = [];

    private RewoundHistory(OrchestrationRun run, List<HistoryEvent> history)
    {
        _run = run;
        _askedBefore = [.. history.Where(happened => happened.IsAsked)];
        _succeeded = [.. history.Where(IsSuccess).Select(happened => happened.TaskId)];
    }

    public List<HistoryEvent> History { get; } = [];

    /// <summary>What was asked for before too, and so is not told to others again.</summary>
    public HashSet<int> Repeated { get; } = [];

    public static RewoundHistory Into(OrchestrationRun run, List<HistoryEvent> history)
    {
        RewoundHistory rewound = new(run, history);
        run.IsReplaying = true;
        foreach (var happened in history.Where(IsKept))
        {
            rewound.Apply(happened);
        }

        run.IsReplaying = false;
        run.TakeCancelledTimers();
        return rewound;
    }

    private static bool IsSuccess(HistoryEvent happened) =>
        happened.Kind is HistoryKind.TaskCompleted or HistoryKind.SubOrchestrationCompleted or HistoryKind.TimerFired;

    private static bool IsKept(HistoryEvent happened) =>
        !happened.IsAsked
        && happened.Kind
            is not (HistoryKind.TaskFailed or HistoryKind.SubOrchestrationFailed or HistoryKind.Completed or HistoryKind.Terminated);

    private void Apply(HistoryEvent happened)
    {
        var told = happened;
        if (IsSuccess(happened))
        {
            if (!_numbers.TryGetValue(happened.TaskId, out var number) || !_run.Expects(number))
            {
                return;
            }

            told = happened with { TaskId = number };
        }

        History.Add(told);
        _run.Apply(told);
        while (_run.TryTakeAsked(out var asked))
        {
            History.Add(asked);
            Match(asked);
        }
    }

    private void Match(HistoryEvent asked)
    {
        List<HistoryEvent> equal =
        [
            .. _askedBefore.Where(before => asked.AsksTheSameAs(before with { TaskId = asked.TaskId }) && asked.Payload == before.Payload),
        ];
        if ((equal.Find(before => _succeeded.Contains(before.TaskId)) ?? equal.FirstOrDefault()) is not { } match)
        {
            return;
        }

        _askedBefore.Remove(match);
        _numbers[match.TaskId] = asked.TaskId;
        Repeated.Add(asked.TaskId);
    }
}
