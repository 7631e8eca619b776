namespace ServerlessML.Demo;

/// <summary>March lands, and the local host is killed in the middle of its run.</summary>
public sealed class KilledHost(DemoStage stage, DemoReport report)
{
    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("5  The local host is killed in the middle of a run");
        await stage.Landing.DropAsync(
            Demonstration.Pipeline,
            FlightMonths.March,
            stage.Months.Cut(FlightMonths.March, files: 4),
            cancellation
        );
        var runId = await stage.RunOfAsync(FlightMonths.March, cancellation);
        await stage.UntilAsync(runId, run => (long?)run["training"]?["step"] > 0, cancellation);
        var killed = stage.System.KillHost();
        stage.Narrator.Done($"SIGKILL to the local host (process {killed}) while run {runId} trains");
        await stage.System.HostIsBackAsync(killed, stage.Narrator, cancellation);
        stage.Narrator.Done("the local host is back, and the run goes on");

        var waiting = await stage.UntilApprovalAsync(runId, cancellation);
        var evidence = await stage.SignAsync(runId, waiting, approved: false, "seen enough for a demo", cancellation);
        await stage.EndAsync(runId, RunState.Rejected, cancellation);
        var manifest = await stage.ManifestAsync(runId, cancellation);
        NothingTwice(manifest);
        stage.Narrator.Done("the run finished; one manifest line a step, one decision, one training attempt, no second version");
        await report.AddRunAsync("March (killed)", stage, manifest, evidence, cancellation);
        var models = await stage.Api.GetAsync($"/api/pipelines/{Demonstration.Pipeline}/models", cancellation);
        if (models["versions"]!.AsArray().Count != 2)
        {
            throw new DemoFailedException($"There are {models["versions"]!.AsArray().Count} versions, not 2.");
        }
    }

    private static void NothingTwice(RunManifest manifest)
    {
        if (manifest.Steps.GroupBy(step => step.What).FirstOrDefault(step => step.Count() > 1) is { } doubled)
        {
            throw new DemoFailedException($"The manifest has the step '{doubled.Key}' twice.");
        }

        if (manifest.Decisions.Count != 1)
        {
            throw new DemoFailedException($"The manifest has {manifest.Decisions.Count} decisions, not 1.");
        }
    }
}
