using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Demo.Search;

/// <summary>
/// A search for the best model of January's flights, of which one trial is killed in mid-training: its container, or the runner where
/// recipes are processes.
/// </summary>
public sealed class SearchDemonstration(RunningSystem system, DemoOptions options)
{
    public const string Pipeline = "flight-search";

    private static readonly TimeSpan SearchLimit = TimeSpan.FromMinutes(15);

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var narrator = new Narrator(TimeProvider.System);
        var months = new FlightMonths(system.FlightsFile, Path.Combine(options.DataDirectory, "flights"));
        var stage = new DemoStage(system, narrator, months, Pipeline);
        var trials = new TrialTable(stage);

        narrator.Chapter("1  January lands: twelve trials of two recipes");
        var definition = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "flight-search.yaml"), cancellation);
        await stage.Api.PutTextAsync($"/api/pipelines/{Pipeline}", definition, cancellation);
        await stage.Landing.DropAsync(Pipeline, FlightMonths.January, months.Cut(FlightMonths.January, files: 4), cancellation);
        var runId = await stage.RunOfAsync(FlightMonths.January, cancellation);
        narrator.Done($"run {runId} started");

        narrator.Chapter("2  A trial is killed in mid-training");
        var hit = await stage.Narrator.WaitAsync(
            "a trial is in mid-training",
            SearchLimit,
            _ => trials.InMidTrainingAsync(runId, cancellation),
            cancellation
        );
        var killed = await RecipeContainers.KillAsync(hit.JobId, cancellation) is { } container
            ? $"container {container}"
            : $"runner, process {system.KillRunner(hit.Runner)}";
        narrator.Done($"SIGKILL to trial {hit.Trial} ({killed}), at step {hit.Step} of {hit.Steps}");
        var waiting = await stage.UntilApprovalAsync(runId, cancellation, SearchLimit);
        var report = await trials.ReadAsync(runId, cancellation);
        var again = report.Trials.FirstOrDefault(trial => trial.Rungs.Any(rung => rung.Attempts > 1))
            ?? throw new DemoFailedException("A trial was killed, and none had a second attempt.");
        narrator.Done($"the search ended; trial {again.Number} had another attempt");

        narrator.Chapter("3  The best model is deployed");
        var evidence = await stage.SignAsync(runId, waiting, approved: true, "the best of twelve", cancellation);
        await stage.EndAsync(runId, RunState.Completed, cancellation);
        var manifest = await stage.ManifestAsync(runId, cancellation);
        narrator.Done(
            $"trial {report.Winner} is version {manifest.Version}, with 100 % of the traffic: AUC "
                + $"{DemoStage.Text(evidence.Evaluation.Candidate.ValueOf(QualityMeasure.Auc), "0.0000")} on the holdout"
        );
        TrialTable.Print(report);
        narrator.Say($"the whole demo took {narrator.Elapsed:m\\:ss}; the run page shows the curves: {system.ApiAddress}api/page");
    }
}
