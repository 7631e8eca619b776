using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class SampleRatioTests
{
    [Theory]
    [InlineData(821_588, 815_482, 22.774, 3, 1.8e-6, 7)]
    [InlineData(500, 600, 9.0909, 4, 0.002569, 6)]
    public void Fixed_CheckedVectors(long first, long second, double statistic, int digits, double p, int digitsOfP)
    {
        var chiSquare = SampleRatio.Fixed([first, second], [0.5, 0.5])!;

        Assert.Equal(statistic, chiSquare.Statistic, digits);
        Assert.Equal(p, chiSquare.PValue, digitsOfP);
    }

    [Fact]
    public void Fixed_FewerThanEightInAnArm_SaysNothing() => Assert.Null(SampleRatio.Fixed([7, 900], [0.5, 0.5]));

    [Fact]
    public void Evidence_NothingOrAsPlanned_IsNone()
    {
        Assert.Equal(0, SampleRatio.Evidence([0, 0], [0.5, 0.5]).Log, 9);
        Assert.True(SampleRatio.Evidence([5000, 5000], [1, 1]).Log < 0);
        Assert.True(SampleRatio.Evidence([500, 9500], [5, 95]).Log < 0);
    }

    [Fact]
    public void Evidence_SmallTraffic_SeesWhatTheUsualConcentrationCannot()
    {
        long[] counts = [400, 600];
        Assert.True(SampleRatio.Evidence(counts, [0.5, 0.5]).Rejects(0.001));
        Assert.False(SampleRatio.Evidence(counts, [0.5, 0.5], [10_000]).Rejects(0.001));
    }

    [Fact]
    public void Evidence_UnderThePlan_IsOneOnAverage()
    {
        // All outcomes of twelve units, weighted by their probability: a martingale's mean is its start, exactly.
        var (mean, ways) = (0.0, 1.0);
        for (var treated = 0; treated <= 12; treated++)
        {
            mean +=
                ways
                * Math.Pow(0.3, treated)
                * Math.Pow(0.7, 12 - treated)
                * Math.Exp(SampleRatio.Evidence([12 - treated, treated], [0.7, 0.3]).Log);
            ways = ways * (12 - treated) / (treated + 1);
        }

        Assert.Equal(1, mean, 10);
    }

    [Fact]
    public void Shares_NotOneAnArmOrNotPositive_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => SampleRatio.Evidence([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => SampleRatio.Evidence([1, 2], [1, 0]));
    }
}
