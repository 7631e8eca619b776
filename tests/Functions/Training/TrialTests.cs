using ServerlessML.Functions.Training.Search;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Functions.Training;

/// <summary>What is written of a search, over a real store.</summary>
[Collection(StorageCollection.Name)]
public sealed class TrialTests(Workbench bench)
{
    private SearchReports Reports => new(bench.Storage.Documents);

    [Fact]
    public async Task Plan_Twice_LeavesTheFirstWord()
    {
        var run = await PlanAsync();
        await Open(run, 1);
        await new PlanTrials(Reports).RunAsync(new() { RunId = run, Search = Search with { Seed = 99 } }, default);
        var report = (await Reports.FindAsync(run))!;
        Assert.Equal(TrialState.Running, report.Trials[0].State);
        Assert.Equal([0.111111, 0.333333, 1], report.Shares);
        Assert.Equal(["linear", "mlp", "linear"], report.Trials.Select(trial => trial.Recipe));
    }

    [Fact]
    public async Task Rungs_OneAfterTheOther_GoOnFromTheCheckpointThatIsThere()
    {
        var run = await PlanAsync();
        Assert.Empty((await Open(run, 2)).Resume);
        var checkpoint = await bench.Storage.Content.PutAsync(new byte[] { 1, 2, 3 });
        var report = await Close(run, 2, 0.111111, [await TrainedAsync(0.71, checkpoint)]);
        Assert.Equal(0.71, report.Score);

        Assert.Equal(checkpoint, Assert.Single((await Open(run, 2, rung: 1)).Resume));
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas).DeleteBlobAsync(checkpoint.Hex);
        Assert.Null(Assert.Single((await Open(run, 2, rung: 1)).Resume));
    }

    [Fact]
    public async Task Close_Twice_HasOneRung()
    {
        var run = await PlanAsync();
        var trained = await TrainedAsync(0.7);
        await Close(run, 1, 1, [trained]);
        await Close(run, 1, 1, [trained]);
        var trial = (await Reports.FindAsync(run))!.Trials[0];
        Assert.Equal((TrialState.Ended, 1, 2), (trial.State, trial.Rungs.Count, trial.Rungs[0].Attempts));
        Assert.Null(trial.Rungs[0].StandardError);
    }

    [Fact]
    public async Task Close_OfFolds_HasTheirMeanAndItsError()
    {
        var run = await PlanAsync();
        double[] scores = [0.70, 0.72, 0.74, 0.76];
        var trained = await Task.WhenAll(scores.Select(score => TrainedAsync(0.1, fold: score)));
        var report = await Close(run, 1, 1, trained, folded: true);
        Assert.Equal(0.73, report.Score!.Value, 12);
        var rung = Assert.Single((await Reports.FindAsync(run))!.Trials[0].Rungs);
        // The sample's deviation is 0.02582, and there are four.
        Assert.Equal(0.02582 / 2, rung.StandardError!.Value, 5);
        Assert.Equal((4, 0), (rung.Results.Count, rung.Cached));
    }

    [Theory]
    [InlineData(false, "the training gave no auc to rank it by")]
    [InlineData(true, "the recipe measured no auc on the rows that were kept back")]
    public async Task Close_WithoutAScore_IsAFailureThatSaysWhy(bool folded, string why)
    {
        var run = await PlanAsync();
        var report = await Close(run, 1, 1, [await TrainedAsync(null)], folded);
        Assert.StartsWith(why, report.Error, StringComparison.Ordinal);
        Assert.Equal(
            (TrialState.Failed, report.Error),
            ((await Reports.FindAsync(run))!.Trials[0].State, (await Reports.FindAsync(run))!.Trials[0].Error)
        );
    }

    [Fact]
    public async Task Cost_OfAReport_CountsAllRungsFoldsAndFailedTrialsByRecipe()
    {
        var run = await PlanAsync();
        await Close(
            run,
            1,
            0.333333,
            [await TrainedAsync(0.7), (await TrainedAsync(0.7)) with { LostSeconds = 4, Earlier = ["out of memory"] }]
        );
        await Close(
            run,
            1,
            1,
            [
                await TrainedAsync(0.7),
                (await TrainedAsync(0.7)) with
                {
                    Cached = new()
                    {
                        Key = Digest.Of([1]),
                        RunId = "r",
                        JobId = "j",
                        At = bench.Time.GetUtcNow(),
                    },
                },
            ]
        );
        var failed = new TrainOutcome
        {
            Error = "no good",
            Attempts = 2,
            LostSeconds = 30,
            Earlier = ["preempted"],
        };
        await new CloseTrial(Reports, bench.Storage.Content).RunAsync(
            new()
            {
                RunId = run,
                Number = 2,
                Share = 1,
                Trainings = [failed],
                Error = "no good",
            },
            default
        );

        var report = (await Reports.FindAsync(run))!;
        var cost = SearchCost.Of(report);

        Assert.Equal((37, 34, 5, 1), (cost.Seconds, cost.LostSeconds, cost.Trainings, cost.Cached));
        Assert.Equal([new("linear", 1, 4, 7), new("mlp", 1, 1, 30)], cost.Recipes);
        Assert.Equal(["fold 2: out of memory"], report.Trials[0].Rungs[0].Earlier!);
        Assert.Equal(
            (2, "preempted", 30.0),
            (report.Trials[1].Broken!.Attempts, report.Trials[1].Broken!.Earlier![0], report.Trials[1].Broken!.LostSeconds)
        );
    }

    [Fact]
    public async Task Settle_AWinner_HandsItsLastModelOverAndKeepsTheReport()
    {
        var run = await PlanAsync();
        await Close(run, 2, 0.333333, [await TrainedAsync(0.7)]);
        var whole = await TrainedAsync(0.75);
        await Close(run, 2, 1, [whole]);
        var outcome = await new SettleSearch(Reports, bench.Storage.Content).RunAsync(new() { RunId = run, Winner = 2 }, default);
        Assert.Equal((2, "mlp", whole.Result!.Model), (outcome.Winner, outcome.Recipe, outcome.Result!.Model));
        Assert.Equal(2, (await bench.Storage.Content.GetJsonAsync<SearchReport>(outcome.Report!.Value)).Winner);
    }

    private async Task<string> PlanAsync()
    {
        var run = bench.NewName();
        Assert.Equal(3, (await new PlanTrials(Reports).RunAsync(new() { RunId = run, Search = Search }, default)).Trials);
        return run;
    }

    private Task<OpenedTrial> Open(string run, int number, int rung = 0) =>
        new OpenTrial(Reports, bench.Storage.Content, bench.Storage.Checkpoints).RunAsync(
            new()
            {
                RunId = run,
                Number = number,
                Rung = rung,
                Share = SuccessiveHalving.Shares(Search)[rung],
                JobId = $"{run}-t{number}-r{rung}",
            },
            default
        );

    private Task<TrialReport> Close(string run, int number, double share, IReadOnlyList<TrainOutcome> trained, bool folded = false) =>
        new CloseTrial(Reports, bench.Storage.Content).RunAsync(
            new()
            {
                RunId = run,
                Number = number,
                Share = share,
                Trainings = trained,
                Folded = folded,
            },
            default
        );

    private async Task<TrainOutcome> TrainedAsync(double? auc, Digest? checkpoint = null, double? fold = null)
    {
        var metrics = await bench.Storage.Content.PutJsonAsync(
            new TrainingMetrics
            {
                Recipe = "mlp",
                Rows = 1,
                Steps = 1,
                Epochs = 1,
                TrainableParameters = 1,
                FinalLoss = 1,
                ValidationAuc = auc,
                Validation = auc is { } score ? new Dictionary<string, double> { ["auc"] = score } : null,
                Fold = fold is { } value ? new Dictionary<string, double> { ["auc"] = value } : null,
            }
        );
        return new()
        {
            Attempts = 2,
            Result = new()
            {
                Model = Digest.Of([(byte)((auc ?? 0) * 100)]),
                Metrics = metrics,
                Environment = metrics,
                ModelBytes = 1,
                Rows = 1,
                Steps = 1,
                StepsPerSecond = 1,
                TrainingSeconds = 1,
                TotalSeconds = 1,
                Checkpoint = checkpoint,
            },
        };
    }

    private static SearchSettings Search { get; } = new() { Trials = 3, Space = [Space("linear"), Space("mlp")] };

    private static RecipeSpace Space(string recipe) =>
        new()
        {
            Recipe = recipe,
            Parameters =
            [
                new()
                {
                    Name = "learning-rate",
                    From = 0.001,
                    To = 0.1,
                    Scale = ParameterScale.Log,
                },
            ],
        };
}
