using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Ml.Data;

public class BatchAnomaliesTests
{
    private static readonly LabelDefinition Label = new() { Name = "late", Values = ["0", "1"] };

    [Theory]
    [InlineData(1000, 0.1, 50, 0.2, null)]
    [InlineData(200, 0.1, 50, 0.2, "rows")]
    [InlineData(1000, 0.4, 50, 0.2, "missing:fare")]
    [InlineData(1000, 0.1, 90, 0.2, "mean:fare,p50:fare,p5:fare,p95:fare")]
    [InlineData(1000, 0.1, 50, 0.6, "label:0,label:1")]
    [InlineData(1000, 0.1, 50, 0.0, "label:0,label:1")]
    public void Between_TenBatchesAlike_NamesWhatIsOff(int rows, double missing, double fare, double positive, string? expected)
    {
        var earlier = Enumerable.Range(0, 10).Select(i => Batch($"b{i}", Profile(1000 + (i % 3 * 10), 0.1, 50 + (i % 2), 0.2))).ToList();
        var found = BatchAnomalies.Between(Profile(rows, missing, fare, positive), earlier, new());
        Assert.Equal(
            expected?.Split(',') ?? [],
            found.Select(anomaly => anomaly.Column is { } column ? $"{anomaly.Figure}:{column}" : anomaly.Figure)
        );
        Assert.All(found, anomaly => Assert.Equal((10, 10), (anomaly.Batches, anomaly.Before.Count)));
    }

    [Theory]
    [InlineData(7, 600, null)]
    [InlineData(7, 400, null)]
    [InlineData(8, 400, 0)]
    public void Between_FewerThanEight_AreComparedRelatively(int batches, int rows, int? deviation)
    {
        var earlier = Enumerable.Range(0, batches).Select(i => Batch($"b{i}", Profile(1000, 0.1, 50, 0.2))).ToList();
        var found = BatchAnomalies.Between(Profile(rows, 0.1, 50, 0.2), earlier, new());
        if (rows == 600)
        {
            Assert.Empty(found);
            return;
        }

        var anomaly = Assert.Single(found);
        Assert.Equal((deviation, 400, 1000), ((int?)anomaly.Deviation, anomaly.Value, anomaly.Mean));
    }

    [Theory]
    [InlineData(4, 40, true)]
    [InlineData(500, 900, false)]
    public void Between_TheNumberOfValues_IsJudgedWhereEachHadRows(int before, int now, bool found)
    {
        var earlier = Enumerable.Range(0, 9).Select(i => Batch($"b{i}", Cities(before))).ToList();
        Assert.Equal(found ? ["distinct"] : [], BatchAnomalies.Between(Cities(now), earlier, new()).Select(anomaly => anomaly.Figure));

        static DatasetProfile Cities(int values) =>
            new()
            {
                Rows = 1000,
                Columns =
                [
                    new()
                    {
                        Name = "city",
                        Type = ColumnType.Category,
                        Count = 1000,
                        Categories = Enumerable.Range(0, values).ToDictionary(i => $"c{i}", _ => 1L),
                    },
                ],
            };
    }

    [Fact]
    public void Between_NoEarlierBatchWithFigures_IsNothing()
    {
        var old = Batch("b1", Profile(1000, 0.1, 50, 0.2)) with { Figures = null };
        Assert.Empty(BatchAnomalies.Between(Profile(1, 1, 0, 1), [old], new()));
        Assert.Empty(
            BatchAnomalies.Between(Profile(1, 1, 0, 1), [Batch("b1", Profile(9, 0, 0, 1))], new() { Severity = RuleSeverity.Off })
        );
    }

    [Fact]
    public void Sentence_OneAColumn_HasBothNumbersAndWhatToDo()
    {
        var earlier = Enumerable.Range(0, 9).Select(i => Batch($"b{i}", Profile(1000, 0.1, 50, 0.2))).ToList();
        var found = BatchAnomalies.Between(Profile(1000, 0.4, 90, 0.2), earlier, new());
        var told = AnomalySentence.Of(found, Label, new(), 1000).Single();
        Assert.Equal(("fare", "anomaly", false), (told.Column, told.Rule, told.Rejects));
        Assert.StartsWith(
            "Column 'fare' is unlike the 9 batches accepted before: its mean is 90, where 49 to 51 is expected (mean 50, deviation 0); ",
            told.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the share of missing values is 40 %, where 9 % to 11 % is expected (mean 10 %, deviation 0 %)",
            told.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("nothing is to be done if they are as they should be.", told.Message, StringComparison.Ordinal);
        Assert.True(AnomalySentence.Of(found, Label, new() { Severity = RuleSeverity.Reject }, 1000).Single().Rejects);
    }

    [Fact]
    public void With_MoreThanAreRemembered_KeepsBatchesWithoutTheirFigures()
    {
        var all = Enumerable
            .Range(0, AcceptedBatches.Remembered + 2)
            .Aggregate(new AcceptedBatches(), (known, i) => known.With(Batch($"b{i}", Profile(1000, 0, 1, 0.5))));
        Assert.Equal(AcceptedBatches.Remembered + 2, all.Batches.Count);
        Assert.Equal([true, true, false], all.Batches.Take(3).Select(batch => batch.Figures is null));
    }

    private static AcceptedBatch Batch(string name, DatasetProfile profile) =>
        new()
        {
            Batch = name,
            Content = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)),
            Dataset = Digest.Of([1]),
            Definition = Digest.Of([2]),
            RunId = name,
            Rows = profile.Rows,
            Figures = BatchFigures.Of(profile),
            At = DateTimeOffset.UnixEpoch,
        };

    // Fares are spread by 10 around their mean, whatever that is.
    private static DatasetProfile Profile(int rows, double missing, double fare, double positive)
    {
        var present = (long)(rows * (1 - missing));
        var positives = (long)(rows * positive);
        var labels = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["0"] = rows - positives };
        if (positives > 0)
        {
            labels["1"] = positives;
        }

        return new()
        {
            Rows = rows,
            Columns =
            [
                new()
                {
                    Name = "fare",
                    Type = ColumnType.Number,
                    Count = rows,
                    Missing = rows - present,
                    Sum = present * fare,
                    SumOfSquares = present * ((fare * fare) + 100),
                    Min = fare - 20,
                    Max = fare + 20,
                    BinEdges = [fare - 10, fare],
                    BinCounts = [present / 4, present / 2, present - (present / 4) - (present / 2)],
                },
            ],
            Labels = labels,
        };
    }
}
