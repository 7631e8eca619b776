using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class ConfidenceSequenceTests
{
    private static readonly SequenceSettings Settings = new();

    [Fact]
    public void LiftByDelta_PublishedMeans()
    {
        var control = Sample.Of(Moments.OfSums(3000, 1396.87, 52377.9767));
        var treated = Sample.Of(Moments.OfSums(3461, 2422.7, 134698.29));

        var lift = ConfidenceSequence.LiftByDelta(
            control,
            treated,
            Settings with
            {
                Tuning = 1000,
                Guard = new() { RelativeError = 0.2 },
            }
        );

        Assert.Equal(0.50336, lift.Estimate!.Value, 5);
        Assert.Equal(-0.55844, lift.Low!.Value, 5);
        Assert.Equal(1.56516, lift.High!.Value, 5);
        Assert.Equal((1, ShownDirection.Inconclusive), (lift.Evidence.PValue, lift.Shown));
    }

    [Fact]
    public void LiftByDelta_PublishedProportions()
    {
        var lift = ConfidenceSequence.LiftByDelta(Sample.Proportion(3000, 1396), Sample.Proportion(3461, 2422), Settings);

        Assert.Equal(0.50386, lift.Estimate!.Value, 5);
        Assert.Equal(0.40098, lift.Low!.Value, 5);
        Assert.Equal(0.60675, lift.High!.Value, 5);
        Assert.InRange(lift.Evidence.PValue, 0, 1e-12);
        Assert.Equal(ShownDirection.Higher, lift.Shown);
    }

    [Fact]
    public void Lift_WellKnownControl_IsCloseToTheDeltaMethod()
    {
        var (control, treated) = (Sample.Proportion(30_000, 13_960), Sample.Proportion(34_610, 24_220));
        var (exact, delta) = (
            ConfidenceSequence.Lift(control, treated, Settings),
            ConfidenceSequence.LiftByDelta(control, treated, Settings)
        );

        Assert.Equal(delta.Estimate!.Value, exact.Estimate!.Value, 12);
        Assert.Equal(delta.Low!.Value, exact.Low!.Value, 2);
        Assert.Equal(delta.High!.Value, exact.High!.Value, 2);
    }

    [Fact]
    public void LiftByDelta_BarelyKnownControl_IsInconclusive()
    {
        var (control, treated) = (Sample.Proportion(3000, 100), Sample.Proportion(3000, 300));
        Assert.Contains("delta", ConfidenceSequence.LiftByDelta(control, treated, Settings).Reason, StringComparison.Ordinal);
        Assert.Equal(ShownDirection.Higher, ConfidenceSequence.Lift(control, treated, Settings).Shown);
        Assert.Contains(
            "told from zero",
            ConfidenceSequence.Lift(new(200, 0.1, 9), new(200, 0.1, 9), Settings).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lift_Evidence_RejectsExactlyWhereTheIntervalExcludesNothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var lift = ConfidenceSequence.Lift(
                new(100 + random.Next(3000), 1 + random.NextDouble(), random.NextDouble() * 3),
                new(100 + random.Next(3000), 1 + random.NextDouble(), random.NextDouble() * 3),
                Settings
            );
            Assert.Equal(lift.Shown != ShownDirection.Inconclusive, lift.Evidence.Rejects(Settings.Alpha));
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 0, 500, 250)]
    [InlineData(500, 250, 0, 0)]
    [InlineData(500, 500, 500, 500)]
    [InlineData(500, 0, 500, 0)]
    [InlineData(500, 500, 500, 499)]
    [InlineData(99, 50, 500, 250)]
    public void Compare_TooLittleOrNoVariation_IsInconclusiveWithAReason(long n, long positives, long otherN, long otherPositives)
    {
        var (control, treated) = (Sample.Proportion(n, positives), Sample.Proportion(otherN, otherPositives));

        Assert.All(
            [ConfidenceSequence.Lift(control, treated, Settings), ConfidenceSequence.Difference(control, treated, Settings)],
            comparison =>
            {
                Assert.Equal(Comparison.Nothing(comparison.Reason!), comparison);
                Assert.NotEmpty(comparison.Reason!);
                Assert.Equal(ShownDirection.Inconclusive, NonInferiority.Decide(comparison, 0.1));
            }
        );
        Assert.Equal(EValue.None, Msprt.Evidence(control, treated, 0.01, new()));
        Assert.Equal(EValue.None, ConfidenceSequence.BelowControl(control, treated, 0, Settings));
        Assert.Null(GroupSequential.Statistic(control, treated, new()));
    }

    [Fact]
    public void Compare_ZeroVariance_IsInconclusive()
    {
        Sample still = new(1000, 5, 0);
        Assert.Equal("no variation was seen", ConfidenceSequence.Lift(still, still with { Mean = 6 }, Settings).Reason);
        Assert.Equal(EValue.None, ConfidenceSequence.BelowFloor(still, still, 9, Settings));
    }

    [Fact]
    public void Lift_ControlNotAboveZero_IsInconclusive_DifferenceIsNot()
    {
        Sample control = new(1000, -0.5, 1);
        Sample treated = new(1000, 0.5, 1);

        Assert.Contains("not above zero", ConfidenceSequence.Lift(control, treated, Settings).Reason, StringComparison.Ordinal);
        Assert.Equal(ShownDirection.Higher, ConfidenceSequence.Difference(control, treated, Settings).Shown);
        Assert.Equal(ShownDirection.Lower, ConfidenceSequence.Difference(treated, control, Settings).Shown);
    }

    [Fact]
    public void Lift_OneArmWithoutConversions_StillSpeaks() =>
        Assert.Equal(
            ShownDirection.Lower,
            ConfidenceSequence.Lift(Sample.Proportion(5000, 500), Sample.Proportion(5000, 0), Settings).Shown
        );

    [Fact]
    public void Ratio_DeltaMethod_AgreesWithHand()
    {
        // y 1,2,3 over x 2,2,4: ratio 6/8; residuals y - .75 x are -.5, .5, 0 with variance .25; mean x is 8/3.
        var moments = Moments.None.Observe(1, 2).Observe(2, 2).Observe(3, 4);

        var ratio = Sample.Ratio(moments);

        Assert.Equal(0.75, ratio.Mean, 12);
        Assert.Equal(0.25 / (64.0 / 9), ratio.Variance, 12);
    }

    [Fact]
    public void Ratio_NoDenominator_IsInconclusive()
    {
        var none = Sample.Ratio(Moments.OfSums(500, 10, 20));
        Assert.Contains("denominator", ConfidenceSequence.Lift(none, none, Settings).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.02, ShownDirection.Higher)]
    [InlineData(0.0, ShownDirection.Higher)]
    [InlineData(-0.10, ShownDirection.Inconclusive)]
    [InlineData(-0.20, ShownDirection.Lower)]
    public void NonInferiority_Margin_IsHeldAgainstTheWholeInterval(double shift, ShownDirection expected) =>
        Assert.Equal(
            expected,
            NonInferiority.Decide(ConfidenceSequence.Difference(new(5000, 1, 1), new(5000, 1 + shift, 1), Settings), 0.1)
        );

    [Fact]
    public void BelowFloor_WithoutControl_WaitsForMoreUnits()
    {
        Sample low = new(1000, 0.7, 1);
        Assert.Equal(EValue.None, ConfidenceSequence.BelowFloor(null, low, 1, Settings));
        Assert.True(ConfidenceSequence.BelowFloor(low with { Variance = 1.2 }, low, 1, Settings).Rejects(0.05));
        Assert.False(ConfidenceSequence.BelowFloor(low with { Variance = 90 }, low, 1, Settings).Rejects(0.05));
    }

    [Fact]
    public void Steadied_SmallArm_BorrowsTheLargeOnesVariance()
    {
        Assert.Equal(4, Sample.Steadied(new(1000, 1, 4), new(100, 1, 1)).Treated.Variance);
        Assert.Equal(4, Sample.Steadied(new(100, 1, 1), new(1000, 1, 4)).Control.Variance);
        Assert.Equal(9, Sample.Steadied(new(1000, 1, 4), new(100, 1, 9)).Treated.Variance);
        Assert.Equal(1, Sample.Steadied(new(1000, 1, 4), new(900, 1, 1)).Treated.Variance);
    }

    [Fact]
    public void Below_Floor_GrowsOnlyOnTheLowSide()
    {
        Assert.True(ConfidenceSequence.BelowFloor(null, new(2000, 0.9, 1), 1, Settings).Rejects(0.05));
        Assert.False(ConfidenceSequence.BelowFloor(null, new(2000, 1.1, 1), 1, Settings).Rejects(0.05));
        Assert.True(ConfidenceSequence.BelowControl(new(2000, 1, 1), new(2000, 0.7, 1), 0.05, Settings).Rejects(0.05));
        Assert.False(ConfidenceSequence.BelowControl(new(2000, 1, 1), new(2000, 0.95, 1), 0.05, Settings).Rejects(0.05));
    }
}
