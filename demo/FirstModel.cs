using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Demo;

/// <summary>January lands, and the first version takes all of the traffic.</summary>
public sealed class FirstModel(DemoStage stage, DemoReport report)
{
    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("1  January lands: the first model");
        var definition = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "flight-delays.yaml"), cancellation);
        await stage.Api.PutTextAsync($"/api/pipelines/{Demonstration.Pipeline}", definition, cancellation);
        stage.Narrator.Done("the pipeline definition 'flight-delays' is stored");
        var files = stage.Months.Cut(FlightMonths.January, files: 4);
        await stage.Landing.DropAsync(Demonstration.Pipeline, FlightMonths.January, files, cancellation);
        stage.Narrator.Done($"{files.Count} Parquet files and _SUCCESS are in the landing container; the landing event starts the run");

        var runId = await stage.RunOfAsync(FlightMonths.January, cancellation);
        stage.Narrator.Done($"run {runId} started");
        var waiting = await stage.UntilApprovalAsync(runId, cancellation);
        var evidence = await stage.SignAsync(runId, waiting, approved: true, "first model, above the floor", cancellation);
        stage.Narrator.Say(
            $"AUC {DemoStage.Text(evidence.Evaluation.Candidate.ValueOf(QualityMeasure.Auc), "0.0000")} on "
                + $"{evidence.Evaluation.Rows:N0} held-out flights; the floor is 0.66"
        );
        await stage.EndAsync(runId, RunState.Completed, cancellation);
        var manifest = await stage.ManifestAsync(runId, cancellation);
        stage.Narrator.Done($"version {manifest.Version} has 100 % of the traffic");
        await report.AddRunAsync("January", stage, manifest, evidence, cancellation);
    }
}
