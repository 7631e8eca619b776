namespace ServerlessML.LocalHost.Runtime.Instances;

internal sealed partial class Instance
{
    /// <summary>Reads the instance when it is first told something, and replays it to where its history ends.</summary>
    /// <returns>Whether it was running, and its code cannot go on.</returns>
    private bool Load(bool replays)
    {
        _loaded = true;
        _row = core.Reader.FindInstance(id);
        if (_row is not { IsFinished: false, IsStarted: true } row)
        {
            return false;
        }

        var history = core.Reader.History(row.Key);
        _position = history.Count;
        // Code that has blocked once may do so again.
        if (!replays)
        {
            return false;
        }

        _run = NewRun(row);
        if (_run is null)
        {
            Fail(NotFound(row));
            return true;
        }

        try
        {
            Replay.Into(_run, history);
            return false;
        }
        catch (NonDeterminismException error)
        {
            Fail(OrchestrationOutcome.Failed(error));
            return true;
        }
    }

    private OrchestrationRun? NewRun(InstanceRow row) =>
        core.Registry.FindOrchestrator(row.Name) is { } code
            ? new(row, code, core.Options.DataConverter, core.Logs, violated => core.Post(id, new InstanceMessage.Violated(violated)))
            : null;

    private static OrchestrationOutcome NotFound(InstanceRow row) =>
        new() { Failure = new(MissingTask.Orchestrator, $"No orchestrator named '{row.Name}' is registered.", null, null, null) };
}
