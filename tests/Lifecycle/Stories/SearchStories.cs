using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Runs that search for their model, and runs that need not train because another did.</summary>
[Collection(Worlds.Outages)]
public sealed class SearchStories(World world)
{
    private const string Search =
        "{ trials: 6, min-share: 0.34, concurrency: 2, space: { linear: { epochs: 3, batch-size: [50, 100], learning-rate: { "
        + "from: 0.005, to: 0.1, scale: log } }, mlp: { epochs: 3, batch-size: 100, hidden: [[4], [8, 4]], learning-rate: { "
        + "from: 0.005, to: 0.05, scale: log } } } }";

    [SkippableFact]
    public async Task GivenASearch_WhenTheHostRestartsInMidSearch_ThenTheBestTrialIsDeployedAndThePageShowsThem()
    {
        Skip.If(Browser.Program is null, "there is no Chromium on this machine (apt-get install chromium)");
        var pipeline = world.Pipeline("search");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Training = $"seed: 7, threads: 1, heartbeat: 10s, search: {Search}" });
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await WaitFor.TrueAsync(
            "two trials to end",
            async () => (await TrialsAsync(run))?.Trials.Count(trial => trial.State == TrialState.Ended) >= 2,
            TimeSpan.FromSeconds(90)
        );
        await world.HostRestartsAsync();
        await run.WhenApprovedAsync();
        await run.ThenEndsAsync(RunState.Completed, "version 1");

        var report = (await TrialsAsync(run))!;
        var winner = Assert.Single(report.Trials, trial => trial.Number == report.Winner);
        Assert.All(report.Trials, trial => Assert.NotEmpty(trial.Rungs));
        Assert.Equal(1, winner.Rungs[^1].Share);
        Assert.InRange(report.Trials.Count(trial => trial.Rungs[^1].Share == 1), 1, 5);
        var manifest = CanonicalJson.Deserialize<RunManifest>((await run.ManifestAsync()).Bytes);
        Assert.Equal((winner.Recipe, winner.Parameters.Count), (manifest.Recipe, manifest.Parameters!.Count));
        Assert.Equal(
            report.Winner,
            JsonSerializer
                .Deserialize<SearchReport>(
                    (await world.Container(StorageLayout.Cas).GetBlobClient(manifest.Search!.Value.Hex).DownloadContentAsync())
                        .Value
                        .Content,
                    Wire.Options
                )!
                .Winner
        );

        // Halted and gone on with, or never halted: the same model.
        await (await run.WhenReproducedAsync()).ThenEndsAsync(RunState.Completed, "the model is identical");
        await ThenPageShowsAsync(run, report);
    }

    [Fact]
    public async Task GivenASearchWithFolds_WhenItEnds_ThenScoresHaveAnErrorAndTheWinnerIsTrainedOnAllRows()
    {
        var pipeline = world.Pipeline("folds");
        const string space = "{ linear: { epochs: 1, batch-size: 100, learning-rate: [0.00001, 0.05] } }";
        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Training = $"seed: 7, threads: 1, heartbeat: 10s, search: {{ kind: grid, folds: 2, space: {space} }}",
            }
        );
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await run.ThenWaitsForApprovalAsync();

        var report = (await TrialsAsync(run))!;
        Assert.Equal(2, report.Winner);
        Assert.All(report.Trials, trial => Assert.True(trial.Rungs[0] is { StandardError: > 0, Results.Count: 2, Scores.Count: 2 }));
        Assert.Equal((2, (double?)null), (report.Trials[1].Rungs.Count, report.Trials[1].Rungs[1].Score));
        // Its model is what the run evaluates: that of all training rows, as a training without a search would make it.
        await (await run.WhenReproducedAsync()).ThenEndsAsync(RunState.Completed, "the model is identical");
    }

    [Fact]
    public async Task GivenASearchThatTrains_WhenItIsCancelled_ThenItsTrialsEndAndTheRunnerIsFree()
    {
        var pipeline = world.Pipeline("cancelled");
        const string space = "{ mlp: { epochs: 10000, batch-size: 10, hidden: [[64, 64]], learning-rate: [0.001, 0.002] } }";
        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Training = $"seed: 7, threads: 1, search: {{ kind: grid, space: {space} }}",
            }
        );
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await WaitFor.TrueAsync(
            "one trial to train and one to wait",
            async () => (await JobStatesAsync(run)).SequenceEqual(["queued", "training"]),
            TimeSpan.FromSeconds(90)
        );

        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Accepted);

        await WaitFor.TrueAsync(
            "both trials to be cancelled",
            async () => (await JobStatesAsync(run)).SequenceEqual(["cancelled", "cancelled"]),
            TimeSpan.FromSeconds(90)
        );
        var next = world.Pipeline("afterwards");
        await next.GivenDefinitionAsync();
        await (await next.WhenBatchLandsAsync("2026-01", LandedFile.Good())).ThenWaitsForApprovalAsync();
    }

    [Fact]
    public async Task GivenATrainedBatch_WhenARunOfItsOwnTrainsTheSame_ThenItTakesThatModelAndSaysWhose()
    {
        var pipeline = world.Pipeline("cached");
        await pipeline.GivenDefinitionAsync();
        var first = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await first.ThenWaitsForApprovalAsync();
        var again = new RunStory(
            pipeline,
            (string)(await pipeline.WhenStartedByHandAsync("2026-01", "again")).Is(HttpStatusCode.Accepted).Json["runId"]!
        );
        await again.ThenWaitsForApprovalAsync();

        var (one, other) = (
            CanonicalJson.Deserialize<RunManifest>((await first.ManifestAsync()).Bytes),
            CanonicalJson.Deserialize<RunManifest>((await again.ManifestAsync()).Bytes)
        );
        Assert.Equal((one.Model, one.RunId, (TrainedBefore?)null), (other.Model, other.Cached!.RunId, one.Cached));
        Assert.Equal(first.Id, (string?)(await again.ViewAsync())["cached"]!["runId"]);
        // What a reproduction shows must be trained for.
        var reproduction = await again.WhenReproducedAsync();
        await reproduction.ThenEndsAsync(RunState.Completed, "the model is identical");
        Assert.Null((await reproduction.ViewAsync())["cached"]);
    }

    private async Task ThenPageShowsAsync(RunStory run, SearchReport report)
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 390);
        List<string> faults = [];
        page.PageError += (_, fault) => faults.Add(fault);
        await page.GotoAsync(new Uri(world.Address, $"api/page#{run.Id}").ToString());
        await page.GetByLabel("Role token").FillAsync(world.TokenOf(Role.Engineer));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Assertions.Expect(page.Locator("#trials tr")).ToHaveCountAsync(report.Trials.Count);
        await Assertions.Expect(page.Locator("#trials tr").First).ToContainTextAsync("won");
        await Assertions.Expect(page.Locator("#searching")).ToContainTextAsync($"trial {report.Winner} won");
        await Assertions.Expect(page.Locator("#curves g")).ToHaveCountAsync(report.Trials.Count);
        await Assertions
            .Expect(page.Locator($"#curves g[data-trial='{report.Winner}'] circle"))
            .ToHaveCountAsync(report.Trials.Single(trial => trial.Number == report.Winner).Rungs.Count(rung => rung.Score is not null));
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(faults);
    }

    private async Task<IReadOnlyList<string>> JobStatesAsync(RunStory run) =>
        [
            .. (
                (await world.GetAsync($"runs/{run.Id}/trials")) is { Status: HttpStatusCode.OK } answer
                    ? answer.Json["progress"]!.AsObject()
                    : []
            )
                .Select(job => (string)job.Value!["state"]!)
                .Order(StringComparer.Ordinal),
        ];

    private async Task<SearchReport?> TrialsAsync(RunStory run) =>
        await world.GetAsync($"runs/{run.Id}/trials") is { Status: HttpStatusCode.OK } answer
            ? answer.Json["search"].Deserialize<SearchReport>(Wire.Options)
            : null;
}
