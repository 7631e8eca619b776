using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

public sealed class DriftTests
{
    [Fact]
    public void Psi_PublishedVector() => Assert.Equal(0.0411791, Drift.Psi([0.5, 0.3, 0.2], [0.4, 0.35, 0.25]), 7);

    [Fact]
    public void Psi_EmptyBins_CountAsOneInTenThousand()
    {
        Assert.Equal(0, Drift.Psi([1, 0], [1, 0]));
        Assert.Equal((0.5 - 1e-4) * Math.Log(0.5 / 1e-4) + (0.5 - 1) * Math.Log(0.5), Drift.Psi([0.5, 0.5], [0, 1]), 12);
    }

    [Fact]
    public void JensenShannon_PublishedVector() =>
        Assert.Equal(0.5, Drift.JensenShannon([0.25, 0.25, 0.25, 0.25, 0], [0.25, 0.25, 0.25, 0, 0.25]), 12);

    [Fact]
    public void JensenShannon_EqualAndDisjoint_AreTheEnds()
    {
        Assert.Equal(0, Drift.JensenShannon([0.3, 0.7], [0.3, 0.7]));
        Assert.Equal(1, Drift.JensenShannon([1, 0], [0, 1]), 12);
    }

    [Fact]
    public void Between_ColumnGoneMissing_HasMoved()
    {
        var before = Column(missing: 0, "a", 100);
        Assert.Equal(1, Assert.Single(Drift.Between(before, Column(missing: 100, "a", 0))).JensenShannon, 12);
        Assert.Equal(1, Assert.Single(Drift.Between(before, Column(missing: 0, "b", 100))).JensenShannon, 12);
    }

    [Fact]
    public void Between_ASkewedColumn_SeesAShiftOfHalfTheRows_WhateverTheScaleAndTheBounds()
    {
        // Log-normal prices between 0 and a million, by their quantiles; half of them tenfold.
        double[] price =
        [
            .. Enumerable.Range(0, 4000).Select(i => Math.Exp(3 * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / 4000))),
        ];
        double[] moved = [.. price.Select((value, i) => i % 2 == 0 ? value * 1000 : value)];
        var plain = Psi(price, moved);
        Assert.True(plain > 0.25, $"{plain}");
        Assert.Equal(0, Psi(price, price));
        Assert.All((Func<double, double>[])[Math.Log, value => Math.Sqrt(value), value => -1 / value, value => (value * 5) - 1000], scale =>
            Assert.Equal(plain, Psi([.. price.Select(scale)], [.. moved.Select(scale)]), 0.05)
        );
    }

    [Fact]
    public void Between_AColumnOfOneValue_SeesAnother() =>
        Assert.True(Psi([.. Enumerable.Repeat(5.0, 100)], [.. Enumerable.Repeat(7.0, 100)]) > 1);

    [Fact]
    public void Between_TwoDrawsOfTheSame_IsSmall()
    {
        var random = new Random(4);
        double[] Draw() => [.. Enumerable.Range(0, 5000).Select(_ => Math.Exp(2 * random.NextDouble() * random.NextDouble()))];
        Assert.InRange(Psi(Draw(), Draw()), 0, 0.03);
    }

    [Fact]
    public void Between_AnOldBaselineInBinsOfItsDefinition_IsCompared()
    {
        var old = new ColumnProfile
        {
            Name = "n",
            Type = ColumnType.Number,
            Count = 100,
            Min = 3,
            Max = 70,
            BinEdges = [25, 50, 75],
            BinCounts = [50, 30, 20, 0],
        };
        var same = ProfileOf([.. Enumerable.Repeat(10.0, 50), .. Enumerable.Repeat(40.0, 30), .. Enumerable.Repeat(60.0, 20)]);
        Assert.Equal(0, Assert.Single(Drift.Between(new() { Rows = 100, Columns = [old] }, same)).Psi, 9);
        Assert.True(
            Assert.Single(Drift.Between(new() { Rows = 100, Columns = [old] }, ProfileOf([.. Enumerable.Repeat(60.0, 100)]))).Psi > 1
        );
    }

    [Fact]
    public void Merge_Parts_AreOffByOneBinAtMost()
    {
        var random = new Random(8);
        double[][] parts =
        [
            .. Enumerable
                .Range(0, 7)
                .Select(part => (double[])[.. Enumerable.Range(0, 3000).Select(_ => (part * 0.3) + Math.Exp(random.NextDouble() * 4))]),
        ];
        var whole = ProfileOf([.. parts.SelectMany(part => part)]).Columns[0];
        var merged = ProfileMerge.Merge(parts.Select(ProfileOf)).Columns[0];
        Assert.Equal(
            (whole.Count, whole.Min, whole.Max, whole.BinCounts.Sum()),
            (merged.Count, merged.Min, merged.Max, merged.BinCounts.Sum())
        );
        Assert.InRange(merged.BinCounts.Count, 150, 400);
        var edges = whole.QuantileEdges();
        var (exact, pooled) = (ProfileBins.Under(edges, whole).BinCounts, ProfileBins.Under(edges, merged).BinCounts);
        var (a, b) = (0L, 0L);
        foreach (var (one, other) in exact.Zip(pooled))
        {
            (a, b) = (a + one, b + other);
            Assert.InRange(b - a, -whole.Count / 100, whole.Count / 100);
        }
    }

    [Fact]
    public void Of_Value_FallsUnderTheFirstEdgeNotBelowIt() =>
        Assert.Equal([0, 0, 1, 1, 2], new[] { 0.5, 1, 1.5, 2, 9 }.Select(value => ProfileBins.Of([1, 2], value)));

    private static DatasetProfile Column(long missing, string value, long count) =>
        new()
        {
            Rows = 100,
            Columns =
            [
                new()
                {
                    Name = "c",
                    Type = ColumnType.Category,
                    Count = 100,
                    Missing = missing,
                    Categories = new SortedDictionary<string, long>(StringComparer.Ordinal) { [value] = count },
                },
            ],
        };

    private static double Psi(double[] baseline, double[] current) =>
        Assert.Single(Drift.Between(ProfileOf(baseline), ProfileOf(current))).Psi;

    private static DatasetProfile ProfileOf(double[] values) =>
        new()
        {
            Rows = values.Length,
            Columns =
            [
                ProfileBins.Binned(
                    new()
                    {
                        Name = "n",
                        Type = ColumnType.Number,
                        Count = values.Length,
                        Min = values.Min(),
                        Max = values.Max(),
                    },
                    values.Select(value => (value, 1L))
                ),
            ],
        };
}
