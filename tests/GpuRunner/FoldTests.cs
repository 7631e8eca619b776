using System.Text;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>Jobs of a cross-validation.</summary>
public sealed class FoldTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    [Fact]
    public async Task Run_JobsOfTwoFolds_EachTrainsOnTheOthersRowsAndIsMeasuredOnItsOwn()
    {
        var whole = await OfFoldAsync(null);
        var (first, second) = (await OfFoldAsync(new(0, 2)), await OfFoldAsync(new(1, 2)));

        Assert.Null(whole.Fold);
        // Each row is kept back once; both leave as large a share of what they train on to the recipe's own validation.
        Assert.InRange(first.Rows + second.Rows, whole.Rows - 2, whole.Rows + 2);
        Assert.InRange(first.Rows, whole.Rows * 0.42, whole.Rows * 0.58);
        Assert.All([first, second], metrics => Assert.Equal(["accuracy", "auc", "log-loss"], metrics.Fold!.Keys.Order()));
        Assert.NotEqual(first.Fold!["auc"], second.Fold!["auc"]);
        Assert.InRange(first.Fold["auc"], 0.6, 1);
    }

    [Fact]
    public async Task Run_AJobWithASplitByAKeyThatIsNoInput_LeavesOutItsRows()
    {
        const int rows = 300;
        var split = new Split
        {
            Revision = 1,
            Kind = SplitKind.Key,
            Share = 0.4,
            Salt = "s",
            Columns = [new("city2", ColumnType.Category)],
        };
        var draws = new SplitRows(
            split,
            new([CategoryColumn.From("city2", Enumerable.Range(0, rows).Select(row => $"c{row % 11}"))]),
            new int[rows]
        );
        var job = await bench.JobAsync();
        job = job with
        {
            Split = await bench.Storage.Content.PutJsonAsync(split),
            Dataset = await WithCityAsync(rows),
            Parameters = new Dictionary<string, string> { ["validation-share"] = "0" },
        };

        var metrics = await MetricsAsync(job);

        var training = draws.Holdout().Count(side => side == RowSide.Train);
        Assert.InRange(training, 1, rows - 1);
        Assert.Equal(training, metrics.Rows);
    }

    private async Task<Digest> WithCityAsync(int rows)
    {
        var bytes = Encoding.UTF8.GetBytes(
            $"level,city,late,city2\n{string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},Bern,{i % 2},c{i % 11}\n"))}"
        );
        var file = new DataFile
        {
            Name = "a.csv",
            Digest = await bench.Storage.Content.PutAsync(bytes),
            Bytes = bytes.Length,
            Format = DataFormat.Csv,
        };
        return await bench.Storage.Content.PutJsonAsync(new DatasetManifest { Pipeline = "test", Files = [file] });
    }

    private static string Noisy(int i) => $"{i},{(i % 3 == 0 ? "Bern" : "Graz")},{((i % 3 == 0) != (i % 7 == 0) ? 1 : 0)}";

    private async Task<TrainingMetrics> OfFoldAsync(DataFold? fold) => await MetricsAsync(await bench.JobAsync(Noisy) with { Fold = fold });

    private async Task<TrainingMetrics> MetricsAsync(TrainingJob job)
    {
        await bench.SendAsync(job);
        await bench.RunNextAsync();
        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        return await bench.Storage.Content.GetJsonAsync<TrainingMetrics>(ended.Result!.Metrics);
    }
}
