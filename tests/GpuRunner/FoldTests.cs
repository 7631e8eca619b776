namespace ServerlessML.Tests.GpuRunner;

/// <summary>Jobs of a cross-validation.</summary>
public sealed class FoldTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    [Fact]
    public async Task Run_JobsOfTwoFolds_EachTrainsOnTheOthersRowsAndIsMeasuredOnItsOwn()
    {
        var whole = await MetricsAsync(null);
        var (first, second) = (await MetricsAsync(new(0, 2)), await MetricsAsync(new(1, 2)));

        Assert.Null(whole.Fold);
        // Each row is kept back once; both leave as large a share of what they train on to the recipe's own validation.
        Assert.InRange(first.Rows + second.Rows, whole.Rows - 2, whole.Rows + 2);
        Assert.InRange(first.Rows, whole.Rows * 0.42, whole.Rows * 0.58);
        Assert.All([first, second], metrics => Assert.Equal(["accuracy", "auc", "log-loss"], metrics.Fold!.Keys.Order()));
        Assert.NotEqual(first.Fold!["auc"], second.Fold!["auc"]);
        Assert.InRange(first.Fold["auc"], 0.6, 1);
    }

    private static string Noisy(int i) => $"{i},{(i % 3 == 0 ? "Bern" : "Graz")},{((i % 3 == 0) != (i % 7 == 0) ? 1 : 0)}";

    private async Task<TrainingMetrics> MetricsAsync(DataFold? fold)
    {
        await bench.SendAsync(await bench.JobAsync(Noisy) with { Fold = fold });
        await bench.RunNextAsync();
        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        return await bench.Storage.Content.GetJsonAsync<TrainingMetrics>(ended.Result!.Metrics);
    }
}
