namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>Brings a run back to where its history ends.</summary>
internal static class Replay
{
    /// <exception cref="NonDeterminismException">The code asks for something else than the history says.</exception>
    public static void Into(OrchestrationRun run, IEnumerable<HistoryEvent> history)
    {
        Over(run, history);
        RequireWaiting(run);
    }

    /// <exception cref="NonDeterminismException">The code asks for something else than the history says.</exception>
    public static void Over(OrchestrationRun run, IEnumerable<HistoryEvent> history)
    {
        run.IsReplaying = true;
        foreach (var happened in history)
        {
            if (happened.IsAsked)
            {
                Compare(run, happened);
            }
            else
            {
                run.Apply(happened);
            }
        }

        run.IsReplaying = false;
        run.TakeCancelledTimers();
        run.AskedVersions.Clear();
        if (run.TryTakeAsked(out var extra))
        {
            throw new NonDeterminismException($"The code asks for {extra.Describe()}, where the history has nothing.{Advice}");
        }
    }

    /// <exception cref="NonDeterminismException">The code has ended.</exception>
    public static void RequireWaiting(OrchestrationRun run)
    {
        if (run.Outcome is not null)
        {
            throw new NonDeterminismException($"The code has ended, where the history has it waiting.{Advice}");
        }
    }

    private const string Advice =
        " An orchestrator must do the same on each replay; look for a change of its code since this instance began.";

    private static void Compare(OrchestrationRun run, HistoryEvent recorded)
    {
        if (!run.TryTakeAsked(out var asked))
        {
            var instead = run.Outcome is null ? "nothing more" : "nothing more, but has ended";
            throw new NonDeterminismException($"The code asks for {instead}, where the history has {recorded.Describe()}.{Advice}");
        }

        if (!asked.AsksTheSameAs(recorded))
        {
            throw new NonDeterminismException(
                $"The code asks for {asked.Describe()}, where the history has {recorded.Describe()}.{Advice}"
            );
        }
    }
}
