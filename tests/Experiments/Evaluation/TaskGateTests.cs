using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Experiments.Evaluation;

namespace ServerlessML.Tests.Experiments.Evaluation;

public sealed class TaskGateTests
{
    private const double Near = 0.001;

    [Theory]
    [InlineData(40.0, 45.0, 0, null)]
    [InlineData(40.0, 45.0, 6, "rmse-gain")]
    [InlineData(46.0, 45.0, 0, "rmse-gain")]
    [InlineData(46.0, 45.0, -2, null)]
    [InlineData(61.0, 65.0, 0, "rmse")]
    public void Decide_ALowerRmse_IsTheGain(double candidate, double champion, double minGain, string? broken)
    {
        var verdict = Decide(TaskKind.Regression, "rmse", candidate, champion, limits =>
            limits with
            {
                MinGain = minGain,
                Limits = Limit("rmse", 60),
            }
        );
        Assert.Equal(broken is null ? [] : [broken], verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Measure));
        Assert.Contains(verdict.Reasons, reason => reason is { Measure: "r2", Limit: 0 });
    }

    [Theory]
    [InlineData(0.62, 0.60, 0.01, null)]
    [InlineData(0.60, 0.62, 0, "accuracy-gain")]
    [InlineData(0.40, 0.30, 0, "accuracy")]
    public void Decide_AHigherAccuracy_IsTheGain(double candidate, double champion, double minGain, string? broken)
    {
        var verdict = Decide(TaskKind.MultiClass, "accuracy", candidate, champion, limits =>
            limits with
            {
                MinGain = minGain,
                Limits = Limit("accuracy", 0.5),
            }
        );
        Assert.Equal(broken is null ? [] : [broken], verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Measure));
    }

    [Fact]
    public void Decide_AModelThatKnowsNothing_IsRejectedWithoutALimitBeingNamed()
    {
        var verdict = Decide(TaskKind.Regression, "r2", -0.1, null, limits => limits);
        Assert.Equal(VerdictOutcome.Reject, verdict.Outcome);
        Assert.Equal("the candidate's r2 is -0.1 (-0.101 to -0.099), below the limit of 0", verdict.Broken());
    }

    [Fact]
    public void Decide_ALimitedMeasureWithoutAValue_IsNotShown()
    {
        var verdict = Decide(TaskKind.MultiClass, "accuracy", 0.9, null, limits => limits with { Limits = Limit("recall:rare", 0.2) });
        Assert.Contains("recall:rare has no value", verdict.Unproven(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3.0, 2.5, 3.5, CheckState.Fails)]
    [InlineData(3.0, 1.0, 5.0, CheckState.NotShown)]
    [InlineData(-3.0, -4.0, -2.0, CheckState.Holds)]
    public void Decide_ASliceWithMoreError_IsBrokenWhereItsWholeIntervalIsBeyond(double worse, double low, double high, CheckState expected)
    {
        var verdict = Decide(
            TaskKind.Regression,
            "rmse",
            40,
            45,
            limits => limits with { Slices = ["season"], MaxSliceLoss = 2 },
            report =>
                report with
                {
                    Slices =
                    [
                        new()
                        {
                            Column = "season",
                            Value = "1",
                            Rows = 600,
                            Measure = "rmse",
                            Candidate = 40 + worse,
                            Champion = 40,
                            Difference = new(worse, worse, worse, 0.01),
                            Low = low,
                            High = high,
                        },
                    ],
                }
        );
        Assert.Equal(expected == CheckState.Fails ? VerdictOutcome.Reject : VerdictOutcome.Ask, verdict.Outcome);
        Assert.Equal(expected, verdict.Reasons.Single(reason => reason.Measure == "slice-loss:season=1").State);
    }

    [Theory]
    [InlineData(0.41, 0.40, 0.5, "log-loss-gain")]
    [InlineData(0.39, 0.40, 0.5, null)]
    [InlineData(0.55, 0.60, 0.5, "log-loss")]
    public void Decide_TwoValues_AreHeldByAnyMeasureBesideTheFloorOfTheAuc(double candidate, double champion, double limit, string? broken)
    {
        var verdict = Decide(TaskKind.Binary, "log-loss", candidate, champion, limits =>
            limits with
            {
                MinAuc = 0.6,
                Limits = Limit("log-loss", limit),
            }
        );
        Assert.Equal(
            ["auc", "calibration-slope", "log-loss", "observed-to-expected", "skill", "log-loss-gain"],
            verdict.Reasons.Select(reason => reason.Measure)
        );
        Assert.Equal(broken is null ? [] : [broken], verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Measure));
        Assert.Contains(verdict.Reasons, reason =>
            reason
                is { Measure: "auc", Limit: 0.6, Message: "the candidate's AUC is 0.7000 (0.6990 to 0.7010), at least the limit of 0.6000" }
        );
    }

    private static Dictionary<string, double> Limit(string measure, double value) => new() { [measure] = value };

    private static Verdict Decide(
        TaskKind task,
        string measure,
        double candidate,
        double? champion,
        Func<EvaluationSettings, EvaluationSettings> limits,
        Func<EvaluationReport, EvaluationReport>? report = null
    )
    {
        var definition = GateSamples.Pipeline(1);
        LabelDefinition label = task switch
        {
            TaskKind.Regression => new()
            {
                Name = "cnt",
                Values = [],
                Type = ColumnType.Number,
            },
            TaskKind.MultiClass => new() { Name = "level", Values = ["low", "rare", "high"] },
            _ => new() { Name = "late", Values = ["0", "1"] },
        };
        definition = definition with { Data = definition.Data with { Label = label }, Evaluation = limits(new() { Metric = measure }) };
        EvaluationReport made = new()
        {
            RunId = "run",
            Rows = 1000,
            Task = task,
            Measure = measure,
            Candidate = Score(measure, candidate, null),
            Champion = champion is { } other ? Score(measure, other, 1) : null,
            Differences = champion is { } value
                ? new Dictionary<string, MeasureDifference>
                {
                    [measure] = new(candidate - value, candidate - value - Near, candidate - value + Near),
                }
                : new(),
        };
        return PromotionGate.Decide(definition, report is null ? made : report(made));
    }

    private static MeasureScore At(double value) => new(value, value - Near, value + Near);

    private static ModelScore Score(string measure, double value, int? version) =>
        new()
        {
            Model = GateSamples.Of("model"),
            Version = version,
            Bytes = 1,
            Measures = new Dictionary<string, MeasureScore>
            {
                ["r2"] = At(0.5),
                ["macro-auc"] = At(0.8),
                ["auc"] = At(0.7),
                ["skill"] = At(0.1),
                ["calibration-slope"] = At(1),
                ["observed-to-expected"] = At(1),
                ["bias"] = At(0),
                [measure] = At(value),
            },
        };
}
