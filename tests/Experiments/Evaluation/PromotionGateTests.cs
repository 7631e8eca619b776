using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;

namespace ServerlessML.Tests.Experiments.Evaluation;

public sealed partial class PromotionGateTests
{
    [Theory]
    [InlineData(0.70, null, 1, VerdictOutcome.Ask)]
    [InlineData(0.66, null, 1, VerdictOutcome.Ask)]
    [InlineData(0.6599, null, 1, VerdictOutcome.Reject)]
    [InlineData(0.70, 0.01, 1, VerdictOutcome.Ask)]
    [InlineData(0.70, 0.01, 0, VerdictOutcome.Promote)]
    [InlineData(0.70, 0.0019, 0, VerdictOutcome.Ask)]
    [InlineData(0.70, 0.0009, 0, VerdictOutcome.Reject)]
    [InlineData(0.70, -0.01, 1, VerdictOutcome.Reject)]
    public void Decide_Measures_AreHeldAgainstTheLimits(double auc, double? gain, int approvals, VerdictOutcome expected) =>
        Assert.Equal(expected, PromotionGate.Decide(GateSamples.Pipeline(approvals), GateSamples.Evaluation(auc, gain)).Outcome);

    [Fact]
    public void Decide_BrokenLimit_NamesMeasureValueIntervalAndLimit()
    {
        var verdict = PromotionGate.Decide(GateSamples.Pipeline(1), GateSamples.Evaluation(0.5, null));
        Assert.Equal("the candidate's AUC is 0.5000 (0.5000 to 0.5000), below the limit of 0.6600", verdict.Broken());
    }

    [Theory]
    [InlineData(0.70, 0.66, 0.74, CheckState.Holds)]
    [InlineData(0.70, 0.659, 0.741, CheckState.NotShown)]
    [InlineData(0.65, 0.63, 0.67, CheckState.NotShown)]
    [InlineData(0.64, 0.62, 0.66, CheckState.NotShown)]
    [InlineData(0.64, 0.62, 0.6599, CheckState.Fails)]
    [InlineData(double.NaN, null, null, CheckState.NotShown)]
    [InlineData(0.9, null, null, CheckState.NotShown)]
    public void Decide_AFloor_IsJudgedByTheInterval(double auc, double? low, double? high, CheckState expected)
    {
        var reason = Decide(limits => limits, report => With(report, "auc", new(auc, low, high)))
            .Reasons.Single(reason => reason.Measure == "auc");
        Assert.Equal((expected, expected == CheckState.Holds), (reason.State, reason.Holds));
    }

    [Fact]
    public void Decide_NoCheck_HoldsOrFailsWhereItsIntervalCoversTheLimit()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 2000; trial++)
        {
            var (value, limit) = (random.NextDouble(), random.NextDouble());
            var (low, high) = (value - (0.3 * random.NextDouble()), value + (0.3 * random.NextDouble()));
            var covers = low < limit && limit < high;
            var verdict = Decide(
                limits =>
                    limits with
                    {
                        MinGain = limit,
                        MaxSliceLoss = limit,
                        Fairness =
                        [
                            new()
                            {
                                Column = "sex",
                                MaxParityDifference = limit,
                                MaxFalseNegativeDifference = limit,
                            },
                        ],
                        Limits = new Dictionary<string, double>
                        {
                            ["log-loss"] = limit,
                            ["brier"] = limit,
                            ["accuracy"] = limit,
                            ["auc"] = limit,
                        },
                    },
                report =>
                    With(
                        With(
                            With(With(report, "log-loss", new(value, low, high)), "brier", new(value, low, high)),
                            "accuracy",
                            new(value, low, high)
                        ),
                        "auc",
                        new(value, low, high)
                    ) with
                    {
                        Differences = new Dictionary<string, MeasureDifference> { ["auc"] = new(value, low, high, 0.01) },
                        Slices =
                        [
                            new()
                            {
                                Column = "weekday",
                                Value = "Mon",
                                Rows = 100,
                                Difference = new(-value, -high, -low, 0.01),
                            },
                        ],
                        Fairness =
                        [
                            new()
                            {
                                Column = "sex",
                                Groups = ["a", "b"],
                                ParityDifference = new(value, low, high),
                                FalseNegativeDifference = new(value, low, high),
                            },
                        ],
                    }
            );
            string[] losses = ["log-loss", "brier", "slice-loss:weekday=Mon", "parity:sex", "false-negatives:sex"];
            foreach (
                var reason in verdict.Reasons.Where(reason =>
                    reason.Measure is "auc" or "accuracy" or "auc-gain" || losses.Contains(reason.Measure)
                )
            )
            {
                var isGood = losses.Contains(reason.Measure) ? high <= limit : low >= limit;
                Assert.Equal(
                    covers ? CheckState.NotShown
                        : isGood ? CheckState.Holds
                        : CheckState.Fails,
                    reason.State
                );
            }

            Assert.Equal(
                8,
                verdict.Reasons.Count(reason => reason.Measure is "auc" or "accuracy" or "auc-gain" || losses.Contains(reason.Measure))
            );
        }
    }

    [Theory]
    [InlineData("skill", 0.05, -0.01, 0.11, CheckState.NotShown)]
    [InlineData("skill", -0.05, -0.1, -0.001, CheckState.Fails)]
    [InlineData("calibration-slope", 0.6, 0.5, 0.7, CheckState.Fails)]
    [InlineData("calibration-slope", 2, 1.9, 2.1, CheckState.Holds)]
    [InlineData("observed-to-expected", 0.78, 0.77, 0.79, CheckState.Fails)]
    [InlineData("observed-to-expected", 0.85, 0.8, 0.9, CheckState.Holds)]
    [InlineData("observed-to-expected", 1.2, 1.15, 1.26, CheckState.NotShown)]
    [InlineData("observed-to-expected", 1.4, 1.3, 1.5, CheckState.Fails)]
    public void Decide_WithoutAWordOfThePipeline_AsksForSkillAndCalibration(
        string measure,
        double value,
        double low,
        double high,
        CheckState expected
    ) =>
        Assert.Equal(
            expected,
            Decide(limits => limits, report => With(report, measure, new(value, low, high)))
                .Reasons.Single(reason => reason.Measure == measure)
                .State
        );

    [Theory]
    [InlineData(UnprovenRule.Ask, VerdictOutcome.Ask, "; people decide")]
    [InlineData(UnprovenRule.Accept, VerdictOutcome.Promote, "; taken to hold, as 'evaluation.unproven' says")]
    [InlineData(UnprovenRule.Reject, VerdictOutcome.Reject, "; taken to fail, as 'evaluation.unproven' says")]
    public void Decide_NotShown_IsWhatThePipelineSays(UnprovenRule rule, VerdictOutcome expected, string said)
    {
        var definition = GateSamples.Pipeline(0);
        var report = With(GateSamples.Evaluation(0.7, null), "auc", new(0.7, 0.64, 0.76));
        var whole = PromotionGate.Decide(
            definition with
            {
                Evaluation = definition.Evaluation with { Unproven = new() { Otherwise = rule } },
            },
            report
        );
        var one = PromotionGate.Decide(
            definition with
            {
                Evaluation = definition.Evaluation with
                {
                    Unproven = new()
                    {
                        Otherwise = UnprovenRule.Reject,
                        Checks = new Dictionary<string, UnprovenRule> { ["auc"] = rule },
                    },
                },
            },
            report
        );
        Assert.Equal((expected, expected), (whole.Outcome, one.Outcome));
        var reason = whole.Reasons.Single(reason => reason.Measure == "auc");
        Assert.Equal((false, rule, 0.64, 0.76), (reason.Holds, reason.Unproven, reason.Low, reason.High));
        // The limit is two thirds of a half-width away: (0.06 / 0.04)² as many rows.
        Assert.Equal(
            $"the candidate's AUC is 0.7000 (0.6400 to 0.7600), not shown to be at least the limit of 0.6600; about 2.3 times "
                + $"the held-out rows would show it either way{said}",
            reason.Message
        );
        Assert.Equal(rule == UnprovenRule.Reject ? reason.Message : "", whole.Broken());
    }

    [Fact]
    public void Decide_FewRows_ShowNothing()
    {
        var verdict = Decide(limits => limits, report => report with { Rows = 29 });
        Assert.All(verdict.Reasons, reason => Assert.Equal(CheckState.NotShown, reason.State));
        Assert.Contains(
            "without an interval (29 rows are too few for one), not shown to be at least the limit of 0.6600; people decide",
            verdict.Unproven(),
            StringComparison.Ordinal
        );
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

    private static Verdict Decide(
        Func<EvaluationSettings, EvaluationSettings> limits,
        Func<EvaluationReport, EvaluationReport> report,
        int approvals = 1
    )
    {
        var definition = GateSamples.Pipeline(approvals);
        return PromotionGate.Decide(
            definition with
            {
                Evaluation = limits(definition.Evaluation),
            },
            report(GateSamples.Evaluation(0.7, 0.01))
        );
    }

    private static EvaluationReport With(EvaluationReport report, string measure, MeasureScore score) =>
        report with
        {
            Candidate = report.Candidate with
            {
                Measures = new Dictionary<string, MeasureScore>(report.Candidate.Measures) { [measure] = score },
            },
        };
}
