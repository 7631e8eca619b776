using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml.Statistics;

public sealed class BootstrapTests
{
    // Efron and Tibshirani (1993), table 14.1, task A; the plug-in variance has the 90 % BCa interval (115.8, 259.6) from 2000 resamples.
    private static readonly double[] Spatial =
    [
        48,
        36,
        20,
        29,
        42,
        42,
        20,
        42,
        22,
        41,
        45,
        14,
        6,
        0,
        33,
        28,
        34,
        4,
        32,
        24,
        47,
        41,
        24,
        26,
        30,
        41,
    ];

    [Fact]
    public void Bca_SpatialTestVariance_AgreesWithTheBook()
    {
        var interval = Bca(Spatial.Length, Variance, new() { Confidence = 0.9, Resamples = 20_000 })!;

        Assert.Equal(171.5, interval.Estimate, 1);
        Assert.InRange(interval.Low, 113.5, 118);
        Assert.InRange(interval.High, 254, 265);
    }

    [Fact]
    public void Bca_AucDifference_IsCloseToDeLongsAndTheSameEachTime()
    {
        var random = new Random(9);
        bool[] labels = [.. Enumerable.Range(0, 1500).Select(_ => random.Next(3) == 0)];
        float[] first = [.. labels.Select(label => random.NextSingle() + (label ? 0.3f : 0))];
        float[] second = [.. first.Zip(labels, (score, label) => score + 0.5f * random.NextSingle() + (label ? 0.05f : 0))];
        var (one, other) = (PairedStatistics.Auc(first, labels), PairedStatistics.Auc(second, labels));
        WeightedStatistic statistic = weights => one(weights) - other(weights);

        var interval = Bca(labels.Length, statistic, new() { Resamples = 500 })!;
        var exact = DeLong.Compare(first, second, labels);

        Assert.Equal(exact.Difference, interval.Estimate, 10);
        Assert.InRange(interval.Low, exact.Low - 0.003, exact.Low + 0.003);
        Assert.InRange(interval.High, exact.High - 0.003, exact.High + 0.003);
        Assert.Equal(interval, Bca(labels.Length, statistic, new() { Resamples = 500 }));
        Assert.NotEqual(interval, Bca(labels.Length, statistic, new() { Resamples = 500, Seed = 2 }));
    }

    [Fact]
    public void Bca_MeanDifference_CoversTheTruthAsOftenAsItSays()
    {
        var random = new Random(4);
        var covered = 0;
        for (var trial = 0; trial < 150; trial++)
        {
            double[] first = [.. Enumerable.Range(0, 60).Select(_ => -Math.Log(1 - random.NextDouble()))];
            double[] second = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
            var interval = Bca(60, PairedStatistics.Mean([.. first.Zip(second, (a, b) => a - b)]), new() { Resamples = 300 })!;
            covered += interval.Low <= 0.5 && interval.High >= 0.5 ? 1 : 0;
        }

        // 95 % of 150 is 142.5, its standard deviation 2.7; sixty skewed rows cost a little.
        Assert.InRange(covered, 130, 149);
    }

    [Fact]
    public void Bca_NothingVaries_IsAPoint() =>
        Assert.Equal(new Interval(2, 2, 2), Bca(50, PairedStatistics.Mean([.. Enumerable.Repeat(2.0, 50)]), new()));

    [Fact]
    public void Bca_NoValue_IsNoInterval()
    {
        Assert.Null(Bca(0, PairedStatistics.Mean([]), new()));
        Assert.Null(Bca(1, PairedStatistics.Mean([1]), new()));
        Assert.Null(Bca(40, PairedStatistics.Auc(new float[40], new bool[40]), new()));
        // One positive among forty is in 64 % of resamples only.
        Assert.Null(Bca(40, PairedStatistics.Auc(new float[40], [true, .. new bool[39]]), new()));
    }

    private static double Variance(ReadOnlySpan<int> weights)
    {
        var (sum, squares, count) = (0.0, 0.0, 0);
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * Spatial[i];
            squares += weights[i] * Spatial[i] * Spatial[i];
            count += weights[i];
        }

        return squares / count - sum / count * (sum / count);
    }

    private static Interval? Bca(int rows, WeightedStatistic statistic, BootstrapSettings settings) =>
        Bootstrap.Bca(rows, [statistic], settings)[0];

    [Fact]
    public void Bca_SeveralFigures_AreEachWhatTheyAreAlone()
    {
        SeededRandom random = new(5);
        double[] first = [.. Enumerable.Range(0, 80).Select(_ => random.Unit())];
        WeightedStatistic[] figures =
        [
            PairedStatistics.Mean(first),
            PairedStatistics.Auc(new float[80], new bool[80]),
            PairedStatistics.Mean([.. first.Select(value => value * value)]),
        ];

        var together = Bootstrap.Bca(80, figures, new() { Resamples = 400 });

        Assert.Equal(figures.Select(figure => Bca(80, figure, new() { Resamples = 400 })), together);
        Assert.NotNull(together[0]);
        Assert.Null(together[1]);
    }
}
