using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml.Statistics;

public sealed class PairedTestsTests
{
    [Theory]
    [InlineData(10, 20, 0.0987371)]
    [InlineData(20, 10, 0.0987371)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 0, 1)]
    public void McNemar_Counts_AgreeWithTheBinomial(long onlyFirst, long onlySecond, double p) =>
        Assert.Equal(p, McNemar.Of(onlyFirst, onlySecond).PValue, 7);

    [Fact]
    public void ManyTests_FourPValues_AgreeWithR()
    {
        double[] p = [0.01, 0.04, 0.03, 0.005];
        Assert.Equal([0.03, 0.06, 0.06, 0.02], MultipleTesting.Holm(p).Select(value => Math.Round(value, 12)));
        Assert.Equal([0.02, 0.04, 0.04, 0.02], MultipleTesting.BenjaminiHochberg(p).Select(value => Math.Round(value, 12)));
        Assert.Empty(MultipleTesting.Holm([]));
        Assert.Throws<ArgumentException>(() => MultipleTesting.Holm([double.NaN]));
    }

    [Fact]
    public void Fairness_TwoGroups_AgreeWithNewcombe()
    {
        // Newcombe (1998), example (a): 56/70 and 48/80, difference .2 (.0524, .3339).
        var report = Fairness.Of([new("a", 30, 26, 10, 4), new("b", 28, 20, 20, 12)]);

        Assert.Equal((0.2, 0.0524, 0.3339), Rounded(report.DemographicParityDifference!));
        Assert.Equal(0.75, report.DemographicParityRatio!.Estimate, 12);
        Assert.InRange(report.DemographicParityRatio.Low, 0.5, 0.7);
        Assert.InRange(report.DemographicParityRatio.High, 0.9, 1);
        // True positive rates 30/34 and 28/40, false ones 26/36 and 20/40.
        Assert.Equal(26.0 / 36 - 0.5, report.EqualizedOddsDifference!.Estimate, 12);
        Assert.Equal(["a", "b"], report.Groups);
    }

    [Fact]
    public void Fairness_SmallOrSingleGroups_SayNothing()
    {
        var report = Fairness.Of([new("a", 30, 26, 10, 4), new("b", 2, 2, 2, 2), new("c", 0, 0, 0, 0)]);

        Assert.Equal(
            (null, null, null),
            (report.DemographicParityDifference, report.DemographicParityRatio, report.EqualizedOddsDifference)
        );
        Assert.Equal(["b", "c"], report.TooSmall);
        // Rows enough, but no positives: demographic parity alone has a value; its ratio has none where nobody is selected.
        var blank = Fairness.Of([new("a", 0, 0, 50, 0), new("b", 0, 10, 40, 0)]);
        Assert.NotNull(blank.DemographicParityDifference);
        Assert.Equal((null, null), (blank.DemographicParityRatio, blank.EqualizedOddsDifference));
    }

    [Fact]
    public void Fairness_ManyGroups_AreNoSurprise()
    {
        // Ten groups alike but for chance: the largest difference is far from zero, its interval must not be.
        var random = new Random(31);
        GroupCounts[] groups = [.. Enumerable.Range(0, 10).Select(i => Group($"g{i}"))];

        var difference = Fairness.Of(groups).DemographicParityDifference!;

        Assert.InRange(difference.Estimate, 0.05, 0.3);
        Assert.Equal(0, difference.Low);

        GroupCounts Group(string name)
        {
            var selected = Enumerable.Range(0, 200).Count(_ => random.Next(2) == 0);
            return new(name, selected / 2, selected - selected / 2, (200 - selected) / 2, 200 - selected - (200 - selected) / 2);
        }
    }

    [Fact]
    public void PrecisionCurve_SmallCase_AgreesWithHand()
    {
        // By falling score: yes, no, yes, yes | no: precision 1, 1/2, 2/3, 3/4 at recalls 1/3, 1/3, 2/3, 1.
        float[] scores = [0.9f, 0.8f, 0.7f, 0.6f, 0.1f];
        bool[] labels = [true, false, true, true, false];

        Assert.Equal((1 + 2.0 / 3 + 0.75) / 3, PrecisionCurve.AveragePrecision(scores, labels), 12);
        Assert.Equal([1, 0.5, 2.0 / 3, 0.75, 0.6], PrecisionCurve.Points(scores, labels).Select(point => point.Precision));
        Assert.Equal(1, PrecisionCurve.Points(scores, labels, 2)[^1].Recall);
        Assert.Throws<OneClassException>(() => PrecisionCurve.AveragePrecision([1], [true]));
    }

    [Fact]
    public void PermutationImportance_PlantedColumns_AreRankedAndRepeatable()
    {
        var random = new Random(2);
        float[] strong = [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle())];
        float[] weak = [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle())];
        bool[] labels = [.. strong.Zip(weak, (s, w) => s + 0.3f * w + 0.3f * random.NextSingle() > 0.8f)];
        Table table = new([new NumberColumn("strong", strong), new NumberColumn("weak", weak), new NumberColumn("idle", weak)]);

        var importances = Importances();

        Assert.Equal(["strong", "weak", "idle"], importances.Select(importance => importance.Column));
        Assert.Equal(0, importances[2].Loss);
        Assert.True(importances[0].Loss > 0.2 && importances[1].Loss > 3 * importances[1].Deviation);
        Assert.Equal(importances, Importances());

        IReadOnlyList<FeatureImportance> Importances() =>
            PermutationImportance.Of(
                table,
                ["idle", "strong", "weak"],
                given => [.. given.Numbers("strong").Values.Zip(given.Numbers("weak").Values, (s, w) => s + 0.3f * w)],
                scores => DeLong.Auc(scores, labels)
            );
    }

    private static (double, double, double) Rounded(Interval interval) =>
        (Math.Round(interval.Estimate, 4), Math.Round(interval.Low, 4), Math.Round(interval.High, 4));
}
