using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml.Statistics;

public sealed class FairnessRatesTests
{
    [Fact]
    public void Of_TwoGroups_ComparesTheirErrorRatesAndPrecision()
    {
        var report = Fairness.Of([
            new("a", TruePositives: 80, FalsePositives: 10, TrueNegatives: 90, FalseNegatives: 20),
            new("b", TruePositives: 60, FalsePositives: 30, TrueNegatives: 70, FalseNegatives: 40),
        ]);
        Assert.Equal((0.2, 0.2), (report.FalsePositiveDifference!.Estimate, report.FalseNegativeDifference!.Estimate), new Near());
        Assert.Equal((80 / 90.0) - (60 / 90.0), report.PrecisionDifference!.Estimate, 9);
        // Newcombe's interval of 40 of 100 less 20 of 100.
        Assert.Equal((0.0731, 0.3185), (report.FalseNegativeDifference.Low, report.FalseNegativeDifference.High), new Near());
        Assert.Equal(report.EqualizedOddsDifference!.Estimate, report.FalsePositiveDifference.Estimate, 9);
    }

    [Fact]
    public void Of_AGroupOfFewPositives_HasNoFalseNegativeRateToCompare()
    {
        var report = Fairness.Of([new("a", 80, 10, 90, 20), new("b", 5, 30, 70, 5)]);
        Assert.Null(report.FalseNegativeDifference);
        Assert.NotNull(report.FalsePositiveDifference);
    }

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) one, (double, double) other) =>
            Math.Abs(one.Item1 - other.Item1) < 1e-4 && Math.Abs(one.Item2 - other.Item2) < 1e-4;

        public int GetHashCode((double, double) pair) => 0;
    }
}
