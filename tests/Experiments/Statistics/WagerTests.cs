using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class WagerTests
{
    [Theory]
    [InlineData(0.01, 0.01, 1)]
    [InlineData(0.05, 0.05, 1)]
    [InlineData(0.5, 0.5, 1)]
    [InlineData(0.05, 0.03, 0.999)]
    public void Above_RateWithinTheLimit_IsNotExpectedToGrow(double limit, double rate, double most)
    {
        // All outcomes of forty units, weighted by their probability.
        var (mean, log) = (0.0, 0.0);
        for (var positives = 0; positives <= 40; positives++)
        {
            mean += Math.Exp(
                log + positives * Math.Log(rate) + (40 - positives) * Math.Log(1 - rate) + BinomialWager.Above(positives, 40, limit).Log
            );
            log += Math.Log(40 - positives) - Math.Log(positives + 1);
        }

        Assert.InRange(mean, 0, most + 1e-10);
    }

    [Fact]
    public void Above_RateOverTheLimit_Grows()
    {
        Assert.True(BinomialWager.Above(30, 1000, 0.01).Rejects(0.05));
        Assert.False(BinomialWager.Above(10, 1000, 0.01).Rejects(0.05));
        Assert.True(BinomialWager.Below(900, 1000, 0.95).Rejects(0.05));
        Assert.False(BinomialWager.Below(950, 1000, 0.95).Rejects(0.05));
    }

    [Theory]
    [InlineData(0, 0, 0.01)]
    [InlineData(0, 0, 0)]
    [InlineData(50, 50, 1)]
    [InlineData(0, 50, 0)]
    public void Above_NothingToSay_IsNone(long positives, long count, double limit) =>
        Assert.Equal(EValue.None, BinomialWager.Above(positives, count, limit));

    [Fact]
    public void Above_NothingAllowed_OneIsProof() => Assert.Equal(0, BinomialWager.Above(1, 1_000_000, 0).PValue);

    [Fact]
    public void AboveControl_SharesAndRatio_AreTakenIntoAccount()
    {
        Assert.False(BinomialWager.AboveControl(190, 10, 0.05, 1).Rejects(0.05));
        Assert.True(BinomialWager.AboveControl(190, 40, 0.05, 1).Rejects(0.05));
        Assert.False(BinomialWager.AboveControl(190, 40, 0.05, 4).Rejects(0.05));
        Assert.Equal(EValue.None, BinomialWager.AboveControl(0, 0, 0.05, 1));
    }

    [Fact]
    public void PredictionShift_SameDistribution_IsNotExpectedToGrow()
    {
        // Six units, two bins, a quarter routed to the treated arm: all 4096 outcomes.
        PredictionShift shift = new(0.25, 0);
        var mean = 0.0;
        for (var outcome = 0; outcome < 4096; outcome++)
        {
            var (control, treated, probability) = (new long[2], new long[2], 1.0);
            for (var unit = 0; unit < 6; unit++)
            {
                var kind = (outcome >> (2 * unit)) & 3;
                (kind < 2 ? control : treated)[kind % 2]++;
                probability *= (kind < 2 ? 0.75 : 0.25) * (kind % 2 == 0 ? 0.3 : 0.7);
            }

            mean += probability * Math.Exp(shift.Evidence(control, treated).Log);
        }

        Assert.InRange(mean, 0.5, 1);
    }

    [Fact]
    public void PredictionShift_Tolerance_IsWhatMayMove()
    {
        long[] control = [3000, 4000, 3000];
        long[] moved = [200, 400, 400];

        Assert.Equal(0.1, PredictionShift.Distance(control, moved), 12);
        Assert.True(new PredictionShift(1.0 / 11, 0).Evidence(control, moved).Rejects(0.05));
        Assert.False(new PredictionShift(1.0 / 11, 0.1).Evidence(control, moved).Rejects(0.05));
        Assert.False(new PredictionShift(1.0 / 11, 0).Evidence(control, [300, 400, 300]).Rejects(0.05));
    }

    [Fact]
    public void PredictionShift_NothingSeen_IsNone()
    {
        PredictionShift shift = new(0.5, 0.1);
        Assert.Equal(EValue.None, shift.Evidence([0, 0], [0, 0]));
        Assert.Equal(EValue.None, shift.Evidence([9], [9]));
        Assert.Equal(0, PredictionShift.Distance([0, 0], [1, 2]));
        Assert.False(shift.Evidence([500, 500], [0, 0]).Rejects(0.05));
    }
}
