using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Training;
using Spectre.Console;

namespace ServerlessML.Demo.Search;

/// <summary>What the API says of a search.</summary>
public sealed class TrialTable(DemoStage stage)
{
    /// <summary>Null while none is between its first and its last step.</summary>
    public async Task<TrialInTraining?> InMidTrainingAsync(string runId, CancellationToken cancellation)
    {
        if (await stage.Api.FindAsync($"/api/runs/{runId}/trials", cancellation) is not { } trials)
        {
            return null;
        }

        return (
            from trial in Report(trials).Trials
            where trial.State == TrialState.Running
            let progress = trials["progress"]?[trial.JobId ?? ""].Deserialize<TrainingProgress>(Wire.Options)
            where progress is { State: "training", Step: > 0 } && progress.Step < progress.Steps / 20
            select new TrialInTraining(trial.Number, trial.JobId!, progress.Runner, progress.Step, progress.Steps)
        ).FirstOrDefault();
    }

    public async Task<SearchReport> ReadAsync(string runId, CancellationToken cancellation) =>
        Report(await stage.Api.GetAsync($"/api/runs/{runId}/trials", cancellation));

    public static void Print(SearchReport report)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("trial", "recipe", "parameters", "trained", report.Metric, "attempts", "cached", "seconds", "end");
        foreach (
            var trial in report
                .Trials.OrderByDescending(trial => trial.Rungs.Count)
                .ThenByDescending(trial => Last(trial)?.Score)
                .ThenBy(trial => trial.Number)
        )
        {
            var last = Last(trial);
            var end =
                trial.Number == report.Winner ? "[green]won[/]"
                : trial.State == TrialState.Failed ? Markup.Escape(trial.Error ?? "failed")
                : last?.Share < 1 ? "stopped early"
                : "trained";
            table.AddRow(
                $"{trial.Number}",
                trial.Recipe,
                Markup.Escape(string.Join(", ", trial.Parameters.Select(pair => $"{pair.Key} {pair.Value}"))),
                last is null ? "–" : $"{DemoStage.Text(last.Share * 100, "0")} %",
                last?.Score is { } score ? DemoStage.Text(score, "0.0000") : "–",
                $"{trial.Rungs.Sum(rung => rung.Attempts)}",
                $"{trial.Rungs.Sum(rung => rung.Cached)}",
                DemoStage.Text(trial.Rungs.Sum(rung => rung.Seconds), "0.0"),
                end
            );
        }

        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
    }

    private static TrialRung? Last(SearchTrial trial) => trial.Rungs.LastOrDefault(rung => rung.Score is not null);

    private static SearchReport Report(JsonNode trials) =>
        trials["search"].Deserialize<SearchReport>(Wire.Options) ?? throw new DemoFailedException("The list of trials is empty.");
}
