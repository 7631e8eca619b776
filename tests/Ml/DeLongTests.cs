namespace ServerlessML.Tests.Ml;

public sealed class DeLongTests
{
    // Worked by hand: positives .8 .4 .6, negatives .5 .3, pairs won 5 of 6.
    private static readonly float[] Scores = [0.8f, 0.5f, 0.4f, 0.3f, 0.6f];
    private static readonly bool[] Labels = [true, false, true, false, true];

    [Fact]
    public void Estimate_SmallCase_AgreesWithHand()
    {
        // Placements of positives 1, 1/2, 1: variance 1/12; of negatives 2/3, 1: variance 1/18. 1/12/3 + 1/18/2 = 1/18.
        var estimate = DeLong.Estimate(Scores, Labels);

        Assert.Equal(5.0 / 6, estimate.Auc, 12);
        Assert.Equal(1.0 / 18, estimate.Variance, 12);
        Assert.Equal(1, estimate.High);
        Assert.Equal(5.0 / 6 - 1.959963984540054 / Math.Sqrt(18), estimate.Low, 12);
        Assert.Equal(estimate.Auc, DeLong.Auc(Scores, Labels), 12);
    }

    [Fact]
    public void Auc_Ties_CountHalf() => Assert.Equal(0.5, DeLong.Auc([1, 1, 1, 1], [true, false, true, false]), 12);

    [Fact]
    public void Auc_PerfectRanking_IsOne()
    {
        var estimate = DeLong.Estimate([0.1f, 0.2f, 0.8f, 0.9f], [false, false, true, true]);

        Assert.Equal((1.0, 0.0, 1.0, 1.0), (estimate.Auc, estimate.Variance, estimate.Low, estimate.High));
    }

    [Fact]
    public void Estimate_RandomScores_AgreesWithEveryPairCompared()
    {
        var random = new Random(3);
        var scores = Enumerable.Range(0, 300).Select(_ => (float)random.Next(40)).ToArray();
        var labels = Enumerable.Range(0, 300).Select(_ => random.Next(3) == 0).ToArray();
        var (positives, negatives) = (Where(true), Where(false));
        var ofPositives = positives.Select(p => negatives.Average(n => Won(p, n))).ToArray();
        var ofNegatives = negatives.Select(n => positives.Average(p => Won(p, n))).ToArray();

        var estimate = DeLong.Estimate(scores, labels);

        Assert.Equal(ofPositives.Average(), estimate.Auc, 12);
        Assert.Equal(Variance(ofPositives) / positives.Length + Variance(ofNegatives) / negatives.Length, estimate.Variance, 12);

        float[] Where(bool label) => [.. scores.Where((_, i) => labels[i] == label)];
        static double Won(float p, float n) =>
            p > n ? 1
            : p == n ? 0.5
            : 0;
        static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
    }

    [Fact]
    public void Compare_SmallCase_AgreesWithHand()
    {
        // The second model wins 3 of 6 pairs. Differences of placements: positives 0, 1/2, 1/2 with variance 1/12;
        // negatives 1/3, 1/3 with none: 1/12/3 = 1/36, so the difference is two standard errors.
        var comparison = DeLong.Compare(Scores, [0.9f, 0.7f, 0.1f, 0.2f, 0.5f], Labels);

        Assert.Equal(1.0 / 3, comparison.Difference, 12);
        Assert.Equal(1.0 / 6, comparison.StandardError, 12);
        Assert.Equal(0.04550026389635842, comparison.PValue, 12);
    }

    [Fact]
    public void Compare_SameModel_NoDifference()
    {
        var comparison = DeLong.Compare(Scores, Scores, Labels);

        Assert.Equal((0.0, 1.0), (comparison.Difference, comparison.PValue));
    }

    [Fact]
    public void Compare_ClearlyBetter_SmallPValueOfAccurateTail()
    {
        var random = new Random(5);
        var labels = Enumerable.Range(0, 4000).Select(_ => random.Next(2) == 0).ToArray();
        float[] good = [.. labels.Select(label => random.NextSingle() + (label ? 0.5f : 0))];
        float[] bad = [.. labels.Select(label => random.NextSingle() + (label ? 0.05f : 0))];

        var comparison = DeLong.Compare(good, bad, labels);

        Assert.True(comparison.Low > 0.2, $"{comparison}");
        Assert.InRange(comparison.PValue, 0, 1e-20);
    }

    [Theory]
    [InlineData(true, "All 2 rows are positive.")]
    [InlineData(false, "All 2 rows are negative.")]
    public void Auc_OneClass_Says(bool label, string message) =>
        Assert.Equal(message, Assert.Throws<OneClassException>(() => DeLong.Auc([1, 2], [label, label])).Message);
}
