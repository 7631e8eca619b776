using ServerlessML.Functions.Approval.Card;

namespace ServerlessML.Tests.Functions.Validation;

/// <summary>What a pipeline's accepted batches let expect of the next one.</summary>
[Collection(StorageCollection.Name)]
public sealed class HistoryTests(Workbench bench)
{
    private readonly JudgedPipeline _pipeline = new(bench);

    [Fact]
    public async Task JoinShards_ABatchUnlikeThoseBefore_IsRemarkedWithBothNumbers_AndDrawn()
    {
        for (var i = 0; i < 9; i++)
        {
            Assert.Null((await _pipeline.JudgeAsync($"b{i}", Csv(200 + i, seed: i))).Anomalies);
        }

        var report = await _pipeline.JudgeAsync("few", Csv(90, seed: 9));
        Assert.True(report.Accepted);
        var anomaly = report.Anomalies!.Single(known => known.Figure == "rows");
        Assert.Equal((90, 204, 9), (anomaly.Value, anomaly.Mean, anomaly.Batches));
        var told = report.Violations.Single(violation => violation is { Rule: "anomaly", Column: null });
        Assert.StartsWith(
            "The batch is unlike the 9 batches accepted before: its number of rows is 90, where 183.6 to 224.4 is expected",
            told.Message,
            StringComparison.Ordinal
        );
        var card = HtmlCard.Write(new WaitingCard(report, bench.Time.GetUtcNow()));
        Assert.Contains("aria-label=\"rows: 90.00 in this batch, where 183.60 to 224.40 is expected", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JoinShards_DoneAgain_IsJudgedByTheBatchesBeforeIt_AndInTheHistoryOnce()
    {
        await _pipeline.JudgeAsync("b1", Csv(200, seed: 1));
        var second = await _pipeline.JudgeAsync("b2", Csv(90, seed: 2));
        await _pipeline.JudgeAsync("b3", Csv(210, seed: 3));
        var again = await _pipeline.JudgeAsync("b2", Csv(90, seed: 2));
        Assert.NotNull(second.Anomalies);
        Assert.Equal(CanonicalJson.DigestOf(second.Anomalies), CanonicalJson.DigestOf(again.Anomalies));
        Assert.Equal(["b1", "b2", "b3"], (await bench.Batches.FindAsync(_pipeline.Name)).Batches.Select(batch => batch.Batch));
    }

    [Fact]
    public async Task JoinShards_ManyAtOnce_AreAllInTheHistory()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _pipeline.JudgeAsync($"b{i}", Csv(200, seed: i))));
        Assert.All(reports, report => Assert.True(report.Accepted));
        Assert.All((await bench.Batches.FindAsync(_pipeline.Name)).Batches, batch => Assert.Equal(200, batch.Figures!["rows"]));
        Assert.Equal(6, (await bench.Batches.FindAsync(_pipeline.Name)).Batches.Count);
    }

    [Fact]
    public async Task JoinShards_ToldToReject_LearnsNothingFromWhatItRejects()
    {
        await _pipeline.JudgeAsync("b1", Csv(200, seed: 1));
        for (var i = 0; i < 3; i++)
        {
            Assert.False((await _pipeline.JudgeAsync($"few{i}", Csv(50, seed: 10 + i), "anomalies: reject")).Accepted);
        }

        Assert.Equal(["b1"], (await bench.Batches.FindAsync(_pipeline.Name)).Batches.Select(batch => batch.Batch));
    }

    [Fact]
    public async Task JoinShards_AKeyInTwoFiles_IsNotUnique()
    {
        const string Unique = "expectations: [{ expect_column_values_to_be_unique: { column: x } }]";
        var report = await _pipeline.JudgeAsync("keys", ["x,y\n1,0\n2,1\n", "x,y\n2,0\n3,1\n"], Unique);
        Assert.StartsWith(
            "2 values in column 'x' of '(batch)' are there more than once, such as 2 (2 times: '0.csv', '1.csv').",
            Assert.Single(report.Violations, violation => violation.Rejects).Message,
            StringComparison.Ordinal
        );
        Assert.True((await _pipeline.JudgeAsync("apart", ["x,y\n1,0\n2,1\n", "x,y\n4,0\n3,1\n"], Unique)).Accepted);
    }

    // Numbers around zero, in another order each time.
    private static string Csv(int rows, int seed) =>
        "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{((i + seed) * 37 % 101) - 50},{i % 2}\n"));
}
