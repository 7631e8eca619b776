using ServerlessML.Experiments.Statistics.Canary;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class CanaryTests
{
    private static readonly double[] Usual = [.. Enumerable.Range(0, 60).Select(i => 100 + (i * 37 % 60) / 3.0)];

    [Fact]
    public void MeanRatio_ControlOfZeros_IsNull()
    {
        Assert.Null(EffectSize.MeanRatio([0, 0], [1]));
        Assert.Equal(1.5, EffectSize.MeanRatio([2, 2], [3]));
    }

    [Fact]
    public void MannWhitney_SmallCase_AgreesWithHand()
    {
        // Differences of {5, 6, 9} from {1, 2, 4}: 1 2 3 4 4 5 5 7 8; every pair is won.
        var shift = MannWhitney.Between([1, 2, 4], [5, 6, 9], 0.8)!;
        Assert.Equal((4, 1), (shift.Shift, shift.CommonLanguage));
        Assert.Equal((2, 7), (shift.Low, shift.High));
        Assert.Null(MannWhitney.Between([1, 2, 4], [5, 6, 9], 0.98));
        Assert.Null(MannWhitney.Between([], [1], 0.5));
    }

    [Fact]
    public void MannWhitney_CommonLanguage_IsTheRankFormula()
    {
        double[] control = [3, 1, 4, 1, 5];
        double[] canary = [9, 2, 6, 5];
        double[] all = [.. control, .. canary];
        var ranks = canary.Sum(value => all.Count(other => other < value) + (all.Count(other => other == value) + 1) / 2.0);

        Assert.Equal((2 * ranks - 4 * 5) / (2.0 * 4 * 5), MannWhitney.Between(control, canary, 0.5)!.CommonLanguage, 12);
    }

    [Theory]
    [InlineData(1.0, CanaryDirection.Either, CanaryFinding.Pass)]
    [InlineData(1.2, CanaryDirection.Either, CanaryFinding.High)]
    [InlineData(1.2, CanaryDirection.Increase, CanaryFinding.High)]
    [InlineData(1.2, CanaryDirection.Decrease, CanaryFinding.Pass)]
    [InlineData(0.8, CanaryDirection.Either, CanaryFinding.Low)]
    [InlineData(0.8, CanaryDirection.Increase, CanaryFinding.Pass)]
    public void Judge_Shift_IsFoundInTheDirectionThatMatters(double factor, CanaryDirection direction, CanaryFinding expected) =>
        Assert.Equal(expected, CanaryJudge.Judge([Metric("m", factor) with { Direction = direction }], new()).Metrics[0].Finding);

    [Fact]
    public void Judge_EffectWithinTheAllowance_Passes() =>
        Assert.Equal(CanaryOutcome.Pass, CanaryJudge.Judge([Metric("m", 1.2) with { AllowedIncrease = 1.3 }], new()).Outcome);

    [Theory]
    [InlineData(1, 9, CanaryOutcome.Pass, 90.0)]
    [InlineData(2, 8, CanaryOutcome.Marginal, 80.0)]
    [InlineData(3, 7, CanaryOutcome.Fail, 70.0)]
    public void Judge_Score_IsTheShareOfWeightThatPassed(double bad, double good, CanaryOutcome outcome, double score)
    {
        var judgement = CanaryJudge.Judge([Metric("bad", 1.2) with { Weight = bad }, Metric("good", 1) with { Weight = good }], new());
        Assert.Equal((outcome, score), (judgement.Outcome, judgement.Score));
    }

    [Fact]
    public void Judge_CriticalMetric_FailsAll() =>
        Assert.Equal(
            CanaryOutcome.Fail,
            CanaryJudge.Judge([Metric("bad", 1.2) with { Critical = true, Weight = 0.01 }, Metric("good", 1)], new()).Outcome
        );

    [Fact]
    public void Judge_NoData_IsInconclusive()
    {
        var empty = Metric("m", 1) with { Canary = [] };
        Assert.Equal(CanaryOutcome.Inconclusive, CanaryJudge.Judge([], new()).Outcome);
        Assert.Equal(CanaryOutcome.Inconclusive, CanaryJudge.Judge([empty], new()).Outcome);
        Assert.Equal(CanaryOutcome.Inconclusive, CanaryJudge.Judge([empty with { Critical = true }, Metric("good", 1)], new()).Outcome);
        Assert.Equal(CanaryOutcome.Pass, CanaryJudge.Judge([empty, Metric("good", 1)], new()).Outcome);
        Assert.Equal(CanaryOutcome.Inconclusive, CanaryJudge.Judge([Metric("m", double.NaN)], new()).Outcome);
    }

    [Fact]
    public void WithoutOutliers_FarValues_AreDropped() =>
        Assert.Equal([1, 2, 3, 4, 5], CanaryJudge.WithoutOutliers([1, 2, 3, 4, 5, 1000, double.NaN], 3));

    private static CanaryMetric Metric(string name, double factor) =>
        new()
        {
            Name = name,
            Control = Usual,
            Canary = [.. Usual.Select(value => value * factor)],
        };
}
