using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;

namespace ServerlessML.Tests.Experiments.Evaluation;

public sealed class PromotionGateTests
{
    [Theory]
    [InlineData(0.70, null, 1, VerdictOutcome.Ask)]
    [InlineData(0.66, null, 1, VerdictOutcome.Ask)]
    [InlineData(0.6599, null, 1, VerdictOutcome.Reject)]
    [InlineData(double.NaN, null, 1, VerdictOutcome.Reject)]
    [InlineData(0.70, 0.01, 1, VerdictOutcome.Ask)]
    [InlineData(0.70, 0.01, 0, VerdictOutcome.Promote)]
    [InlineData(0.70, 0.0019, 0, VerdictOutcome.Reject)]
    [InlineData(0.70, -0.01, 1, VerdictOutcome.Reject)]
    public void Decide_Measures_AreHeldAgainstTheLimits(double auc, double? gain, int approvals, VerdictOutcome expected) =>
        Assert.Equal(expected, PromotionGate.Decide(GateSamples.Pipeline(approvals), GateSamples.Evaluation(auc, gain)).Outcome);

    [Fact]
    public void Decide_BrokenLimit_NamesMeasureValueAndLimit()
    {
        var verdict = PromotionGate.Decide(GateSamples.Pipeline(1), GateSamples.Evaluation(0.5, null));
        Assert.Equal("the candidate's AUC is 0.5000, below the limit of 0.6600", verdict.Broken());
    }

    [Theory]
    [InlineData(-0.05, 0.01, true)]
    [InlineData(-0.05, 0.20, false)]
    [InlineData(-0.01, 0.001, false)]
    [InlineData(0.05, 0.001, false)]
    public void Decide_ASlice_IsBrokenByALossBeyondTheLimitThatIsMoreThanChance(double difference, double adjustedP, bool broken)
    {
        var verdict = Decide(
            limits => limits with { MaxSliceLoss = 0.02 },
            report => report with
            {
                Slices =
                [
                    new()
                    {
                        Column = "weekday", Value = "Mon", Rows = 100, Candidate = 0.7, Champion = 0.7 - difference, AdjustedPValue = adjustedP,
                        Difference = new(difference, difference - 0.01, difference + 0.01, adjustedP),
                    },
                ],
            });
        Assert.Equal(broken ? VerdictOutcome.Reject : VerdictOutcome.Ask, verdict.Outcome);
        var reason = Assert.Single(verdict.Reasons, reason => reason.Measure == "slice-loss:weekday=Mon");
        Assert.Equal((-difference, 0.02, !broken), (reason.Value, reason.Limit, reason.Holds));
    }

    [Theory]
    [InlineData(0.12, 0.11, 0.13, true)]
    [InlineData(0.12, 0.09, 0.15, false)]
    [InlineData(null, 0, 0, false)]
    public void Decide_Fairness_IsBrokenWhereTheWholeIntervalLiesBeyond(double? parity, double low, double high, bool broken)
    {
        var verdict = Decide(
            limits => limits with { Fairness = [new() { Column = "sex", MaxParityDifference = 0.1 }] },
            report => report with { Fairness = [new() { Column = "sex", Groups = ["a", "b"], ParityDifference = parity is { } value ? new(value, low, high) : null }] });
        Assert.Equal(broken ? VerdictOutcome.Reject : VerdictOutcome.Ask, verdict.Outcome);
        Assert.Single(verdict.Reasons, reason => reason.Measure == "parity:sex");
    }

    [Fact]
    public void Decide_SizeAndBudget_AreHeldAgainstTheirLimits()
    {
        var definition = GateSamples.Pipeline(1);
        definition = definition with { Evaluation = definition.Evaluation with { MaxBytes = 0, Budget = TimeSpan.FromSeconds(10) } };
        var verdict = PromotionGate.Decide(definition, GateSamples.Evaluation(0.7, null), new(1, 1, Seconds: 6, Threads: 2));
        Assert.Equal(["bytes", "budget"], verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Measure));
        Assert.Contains("12 processor seconds, beyond the budget of 10", verdict.Broken(), StringComparison.Ordinal);
    }

    private static Verdict Decide(Func<EvaluationSettings, EvaluationSettings> limits, Func<EvaluationReport, EvaluationReport> report)
    {
        var definition = GateSamples.Pipeline(1);
        return PromotionGate.Decide(definition with { Evaluation = limits(definition.Evaluation) }, report(GateSamples.Evaluation(0.7, 0.01)));
    }
}
