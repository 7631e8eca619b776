using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;

namespace ServerlessML.Tests.Experiments.Evaluation;

public sealed partial class PromotionGateTests
{
    [Theory]
    [InlineData(0.05, 0.03, 0.07, CheckState.Fails)]
    [InlineData(0.05, 0.01, 0.09, CheckState.NotShown)]
    [InlineData(0.01, 0.0, 0.02, CheckState.Holds)]
    [InlineData(-0.05, -0.06, -0.04, CheckState.Holds)]
    public void Decide_ASlice_IsJudgedByTheIntervalThatHoldsForAllSlices(double loss, double low, double high, CheckState expected)
    {
        var verdict = Decide(
            limits => limits with { MaxSliceLoss = 0.02 },
            report =>
                report with
                {
                    Slices =
                    [
                        new()
                        {
                            Column = "weekday",
                            Value = "Mon",
                            Rows = 100,
                            Candidate = 0.7,
                            Champion = 0.7 + loss,
                            AdjustedPValue = 0.01,
                            Difference = new(-loss, -loss, -loss, 0.01),
                            Low = -high,
                            High = -low,
                        },
                    ],
                }
        );
        var reason = Assert.Single(verdict.Reasons, reason => reason.Measure == "slice-loss:weekday=Mon");
        Assert.Equal((loss, 0.02, (CheckState?)expected, low, high), (reason.Value, reason.Limit, reason.State, reason.Low, reason.High));
    }

    /// <summary>Rows of one patient on both sides: what the figures are of is not what the model is for.</summary>
    [Theory]
    [InlineData(0.98, null, VerdictOutcome.Ask)]
    [InlineData(0.98, UnprovenRule.Accept, VerdictOutcome.Promote)]
    [InlineData(0.98, UnprovenRule.Reject, VerdictOutcome.Reject)]
    [InlineData(0.3, null, VerdictOutcome.Promote)]
    public void Decide_ALabelThatBelongsToALeftOutColumn_IsAskedAbout(double agreement, UnprovenRule? rule, VerdictOutcome expected)
    {
        var verdict = Decide(
            limits =>
                rule is { } said
                    ? limits with
                    {
                        Unproven = new() { Checks = new Dictionary<string, UnprovenRule> { ["leak"] = said } },
                    }
                    : limits,
            report => report with { Repeated = [new("patient", 300, 6000, 1, agreement)] },
            approvals: 0
        );
        Assert.Equal(expected, verdict.Outcome);
        var reasons = verdict.Reasons.Where(reason => reason.Measure == "leak:patient").ToList();
        Assert.Equal(agreement >= 0.5 ? [CheckState.NotShown] : Array.Empty<CheckState?>(), reasons.Select(reason => reason.State));
        Assert.All(reasons, reason =>
            Assert.StartsWith(
                "how good the candidate is on values of 'patient' that it has not met is not shown",
                reason.Message,
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void Decide_AColumnWhoseSlicesAreAllTooSmall_IsNotShown()
    {
        var verdict = Decide(
            limits => limits with { MaxSliceLoss = 0.02, MinSliceRows = 500 },
            report => report with { SlicesLeftOut = [new("weekday", 7, 900, Whole: true), new("city", 3, 90, Whole: false)] }
        );
        var reason = Assert.Single(verdict.Reasons, reason => reason.Measure.StartsWith("slice-loss", StringComparison.Ordinal));
        Assert.Equal(
            (
                "slice-loss:weekday",
                CheckState.NotShown,
                "the loss on the slices of 'weekday' has no value (none of them has 'min-slice-rows' 500 rows), so that it is "
                    + "not shown to be at most the limit of 0.02; people decide"
            ),
            (reason.Measure, reason.State, reason.Message)
        );
    }

    [Theory]
    [InlineData(0.12, 0.11, 0.13, CheckState.Fails)]
    [InlineData(0.12, 0.09, 0.15, CheckState.NotShown)]
    [InlineData(0.05, 0.02, 0.1, CheckState.Holds)]
    [InlineData(null, 0, 0, CheckState.NotShown)]
    public void Decide_Fairness_IsJudgedByTheInterval(double? parity, double low, double high, CheckState expected)
    {
        var verdict = Decide(
            limits => limits with { Fairness = [new() { Column = "sex", MaxParityDifference = 0.1 }] },
            report =>
                report with
                {
                    Fairness =
                    [
                        new()
                        {
                            Column = "sex",
                            Groups = ["a", "b"],
                            ParityDifference = parity is { } value ? new(value, low, high) : null,
                        },
                    ],
                }
        );
        Assert.Equal(expected == CheckState.Fails ? VerdictOutcome.Reject : VerdictOutcome.Ask, verdict.Outcome);
        Assert.Equal(expected, Assert.Single(verdict.Reasons, reason => reason.Measure == "parity:sex").State);
    }
}
