using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml.Statistics;

public sealed class DatasetDriftTests
{
    private static readonly long[] Reference = [16, 18, 16, 14, 12, 12];
    private static readonly long[] Current = [16, 16, 16, 16, 16, 8];

    [Fact]
    public void ChiSquare_PublishedVector() => Assert.Equal(0.67309, DriftTests.ChiSquare(Reference, Current), 5);

    [Theory]
    [InlineData(1.3581, 0.05)]
    [InlineData(1.6276, 0.01)]
    [InlineData(0, 1)]
    public void KolmogorovTail_Tables_Agree(double x, double tail) => Assert.Equal(tail, DriftTests.KolmogorovTail(x), 4);

    [Fact]
    public void Tests_EmptySides_AreNoAlarm()
    {
        Assert.Equal(
            (1, 1, 1),
            (DriftTests.ChiSquare([0, 0], [1, 2]), DriftTests.KolmogorovSmirnov([1, 2], [0, 0]), DriftTests.Proportions(0, 0, 1, 2))
        );
        Assert.Equal((1, 1), (DriftTests.Proportions(5, 5, 7, 7), DriftTests.ChiSquare([5], [9])));
        Assert.Equal(0, DriftTests.ChiSquare([5, 0], [5, 1]));
    }

    [Fact]
    public void Proportions_TwoShares_AgreeWithHand() =>
        // Pooled .5, error .0707, z 1.4142.
        Assert.Equal(0.1573, DriftTests.Proportions(55, 100, 45, 100), 4);

    [Theory]
    [InlineData(500, 10, DriftMeasure.KolmogorovSmirnov)]
    [InlineData(500, 4, DriftMeasure.ChiSquare)]
    [InlineData(500, 2, DriftMeasure.Proportions)]
    [InlineData(5000, 10, DriftMeasure.Wasserstein)]
    public void Between_Numbers_AreMeasuredByValuesAndSize(int rows, int values, DriftMeasure expected)
    {
        var same = Assert.Single(DatasetDrift.Between(Profile(Numbers(rows, values, 0)), Profile(Numbers(rows, values, 0))).Columns);
        var moved = Assert.Single(DatasetDrift.Between(Profile(Numbers(rows, values, 0)), Profile(Numbers(rows, values, 1))).Columns);

        Assert.Equal((expected, false), (same.Measure, same.Alarm));
        Assert.Equal((expected, true), (moved.Measure, moved.Alarm));
    }

    [Fact]
    public void Between_LargeNumbers_DistanceIsInDeviations()
    {
        // Nine of ten even bins moved up by one: .9, of which spreading values over their bins loses half a step of the first.
        var moved = Assert.Single(DatasetDrift.Between(Profile(Numbers(10_000, 10, 0)), Profile(Numbers(10_000, 10, 1))).Columns);
        var deviation = Math.Sqrt(99 / 12.0);
        Assert.Equal(0.85 / deviation, moved.Value, 3);
    }

    [Fact]
    public void Between_Dataset_DriftsWhenHalfItsColumnsDo()
    {
        var before = Profile(Categories("a", 600, 400), Categories("b", 600, 400), Categories("c", 600, 400));
        var one = DatasetDrift.Between(before, Profile(Categories("a", 400, 600), Categories("b", 600, 400), Categories("c", 600, 400)));
        var two = DatasetDrift.Between(before, Profile(Categories("a", 400, 600), Categories("b", 400, 600), Categories("c", 600, 400)));

        Assert.Equal((1, false), (one.Columns.Count(column => column.Alarm), one.Alarm));
        Assert.Equal((2, true), (two.Columns.Count(column => column.Alarm), two.Alarm));
        Assert.Null(DatasetDrift.Between(before, Profile()).Alarm);
        Assert.Null(DatasetDrift.Between(before, Profile(Categories("a", 0, 0))).Alarm);
    }

    [Fact]
    public void Between_ManyColumns_AreCorrectedFor()
    {
        // One p-value of .03 alone is an alarm; beside nineteen quiet columns it is what chance brings.
        Assert.True(Drifted(1).Single().Alarm);
        Assert.DoesNotContain(Drifted(20), column => column.Alarm);

        static IReadOnlyList<DriftFinding> Drifted(int columns) =>
            DatasetDrift
                .Between(
                    Profile([.. Enumerable.Range(0, columns).Select(i => Categories($"c{i}", 250, 250))]),
                    Profile([
                        .. Enumerable.Range(0, columns).Select(i => i == 0 ? Categories("c0", 284, 216) : Categories($"c{i}", 250, 250)),
                    ])
                )
                .Columns;
    }

    private static DatasetProfile Profile(params ColumnProfile[] columns) =>
        new() { Rows = columns.Select(column => column.Count).FirstOrDefault(), Columns = columns };

    private static ColumnProfile Categories(string name, long yes, long no) =>
        new()
        {
            Name = name,
            Type = ColumnType.Category,
            Count = yes + no,
            Categories = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["yes"] = yes, ["no"] = no },
        };

    /// <summary>Whole numbers from 1, evenly; moved up by a shift, the last staying where it is.</summary>
    private static ColumnProfile Numbers(long rows, int values, int shift)
    {
        double[] seen = [.. Enumerable.Range(1, values).Select(value => (double)Math.Min(value + shift, values))];
        var each = rows / values;
        return new()
        {
            Name = "n",
            Type = ColumnType.Number,
            Count = rows,
            Sum = each * seen.Sum(),
            SumOfSquares = each * seen.Sum(value => value * value),
            Min = seen.Min(),
            Max = seen.Max(),
            BinEdges = [.. Enumerable.Range(1, values - 1).Select(value => (double)value)],
            BinCounts = [.. Enumerable.Range(1, values).Select(value => each * seen.Count(one => one == value))],
        };
    }
}
