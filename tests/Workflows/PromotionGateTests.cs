using ServerlessML.Contracts;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Workflows;

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
        Assert.Equal(expected, PromotionGate.Decide(Samples.Pipeline(approvals), Samples.Evaluation(auc, gain)).Outcome);

    [Fact]
    public void Decide_BrokenLimit_NamesMeasureValueAndLimit()
    {
        var verdict = PromotionGate.Decide(Samples.Pipeline(1), Samples.Evaluation(0.5, null));
        Assert.Equal("the candidate's AUC is 0.5000, below the limit of 0.6600", verdict.Broken());
    }
}
