using ServerlessML.LocalHost.Runtime.Orchestrations;
using ServerlessML.LocalHost.Runtime.Store;

namespace ServerlessML.LocalHost.Runtime.Instances;

internal sealed partial class Instance
{
    /// <summary>Reads the instance when it is first told something, and replays it to where its history ends.</summary>
    private void Load(bool replays)
    {
        if (_loaded)
            return;
        _loaded = true;
        _row = core.Reader.FindInstance(id);
        if (_row is not { IsFinished: false, IsStarted: true } row)
            return;
        List<HistoryEvent> history = core.Reader.History(row.Key);
        _position = history.Count;
        // Code that has blocked once may do so again.
        if (!replays)
            return;
        _run = NewRun(row);
        if (_run is null)
        {
            Fail(NotFound(row));
            return;
        }

        try
        {
            Replay.Into(_run, history);
        }
        catch (NonDeterminismException error)
        {
            Fail(OrchestrationOutcome.Failed(error));
        }
    }

    private OrchestrationRun? NewRun(InstanceRow row) => core.Registry.FindOrchestrator(row.Name) is { } code
        ? new(row, code, core.Options.DataConverter, core.Logs, violated => core.Post(id, new InstanceMessage.Violated(violated)))
        : null;

    private static OrchestrationOutcome NotFound(InstanceRow row) => new()
    {
        Failure = new("OrchestratorTaskNotFound", $"No orchestrator named '{row.Name}' is registered.", null, null, null),
    };
}
