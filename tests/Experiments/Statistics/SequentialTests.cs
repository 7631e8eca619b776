using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class SequentialTests
{
    [Theory]
    [InlineData(100, 0.8875, 4)]
    [InlineData(1000, 3.2787, 4)]
    [InlineData(5000, 32538.6, 1)]
    public void Msprt_CheckedVectors(int perArm, double likelihoodRatio, int digits)
    {
        var evidence = Msprt.Evidence(0.1, 2.0 / perArm, 0.01);

        Assert.Equal(likelihoodRatio, Math.Exp(evidence.Log), digits);
        Assert.Equal(evidence, Msprt.Evidence(new(perArm, 1, 1), new(perArm, 1.1, 1), 0.01, new()) with { Log = evidence.Log });
    }

    [Fact]
    public void Msprt_CheckedPValue() => Assert.Equal(0.3050, Msprt.Evidence(0.1, 2.0 / 1000, 0.01).PValue, 4);

    [Fact]
    public void Cuped_Covariate_TakesItsShareOfTheVariance()
    {
        var random = new Random(21);
        var (control, treated) = (Arm(random, 4000, 0), Arm(random, 4000, 0.05));
        var correlation = control.Covariance() / Math.Sqrt(control.VarianceX() * control.VarianceY());

        var (adjusted, lifted) = Cuped.Adjust(control, treated);

        Assert.Equal(1 - correlation * correlation, adjusted.Variance / control.VarianceY(), 2);
        // The true effect is .05; its standard error is .022 raw and .013 adjusted.
        Assert.InRange(lifted.Mean - adjusted.Mean, 0.05 - 0.04, 0.05 + 0.04);
        Assert.True(adjusted.Variance < control.VarianceY() / 2);
    }

    [Fact]
    public void Cuped_CovariateThatDoesNotVary_ChangesNothing()
    {
        var (control, treated) = (Moments.OfSums(100, 50, 80, 300, 900, 150), Moments.OfSums(100, 60, 90, 300, 900, 180));

        Assert.Equal((Sample.Of(control), Sample.Of(treated)), Cuped.Adjust(control, treated));
        Assert.Equal((Sample.Of(Moments.None), Sample.Of(Moments.None)), Cuped.Adjust(Moments.None, Moments.None));
    }

    [Fact]
    public void Cuped_PerfectCovariate_LeavesNoVariance()
    {
        var arm = Enumerable.Range(0, 200).Aggregate(Moments.None, (sum, i) => sum.Observe(3 * i, i));
        Assert.Equal(0, Cuped.Adjust(arm, arm).Control.Variance, 6);
    }

    [Fact]
    public void EValue_Mean_IsOfWealthNotOfLogarithms()
    {
        Assert.Equal(Math.Log(2.5), EValue.Mean([Math.Log(1), Math.Log(4)]).Log, 12);
        Assert.Equal(799.3068528194400, EValue.Mean([800, -800]).Log, 9);
        Assert.Equal(EValue.Most, EValue.Mean([double.PositiveInfinity, 0]).Log);
        Assert.Equal(EValue.None, EValue.Mean([]));
        Assert.Equal((1, 0.25), (new EValue(-3).PValue, new EValue(Math.Log(4)).PValue));
        Assert.True(new EValue(Math.Log(20)).Then(EValue.None).Rejects(0.05));
    }

    private static Moments Arm(Random random, int count, double lift) =>
        Enumerable
            .Range(0, count)
            .Aggregate(Moments.None, (sum, _) =>
            {
                var before = Normal(random);
                return sum.Observe(1 + lift + 0.8 * before + 0.6 * Normal(random), before);
            });

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
