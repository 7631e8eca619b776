using System.Text.RegularExpressions;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed partial class PipelineYamlTests
{
    [Theory]
    [InlineData("{ name: kind, values: [low, middle, high] }", TaskKind.MultiClass, "accuracy", "accuracy: 0.6, 'recall:high': 0.3")]
    [InlineData("{ name: count, type: number }", TaskKind.Regression, "mae", "mae: 40, r2: 0.5")]
    [InlineData("{ name: late, values: [0, 1] }", TaskKind.Binary, "log-loss", "calibration-error: 0.05, brier: 0.2")]
    public void Parse_EachTask_HasItsOwnMeasures(string label, TaskKind task, string metric, string limit)
    {
        var read = PipelineYaml.Parse(
            $$"""
            {{Of(label)}}
            evaluation: { metric: {{metric}}, limits: { {{limit}} }, min-gain: 0.5, slices: [city], max-slice-loss: 0.9 }
            rollout: { steps: [{ weight: 50, bake: 1h }, { weight: 100 }], experiment: { metric: quality }, guardrails: { floors: [{ metric: quality, least: 0.5 }] } }
            """
        );
        Assert.Equal((task, metric, 2), (read.Data.Label.Task, read.Evaluation.Metric, read.Evaluation.Limits!.Count));
        var kind = task == TaskKind.MultiClass ? MetricType.Proportion : MetricType.Mean;
        Assert.Equal((kind, kind), (read.Rollout.Experiment!.Kind, read.Rollout.Guardrails!.Floors[0].Kind));
    }

    [Theory]
    [InlineData("{ name: a, values: [x, y, x] }", "", "'data.label.values' must be different values; 'x' is there 2 times")]
    [InlineData("{ name: a, values: [x] }", "", "'data.label.values' must be two values or more, or 'data.label.type' must be number")]
    [InlineData("{ name: a, type: number, values: [x, y] }", "", "'data.label' has both 'values' and 'type: number'")]
    [InlineData("{ name: a, type: text }", "", "'data.label.type' must be one of number, not 'text'")]
    [InlineData(
        "{ name: a, type: number }",
        "evaluation: { metric: auc }",
        "'evaluation.metric' is rmse, mae, r2, median-absolute-error where the label is a number, not 'auc'"
    )]
    [InlineData(
        "{ name: a, type: number }",
        "evaluation: { min-auc: 0.6 }",
        "'evaluation.min-auc' is for labels of two values; the label 'a' is a number: set 'evaluation.limits', by rmse, mae"
    )]
    [InlineData(
        "{ name: a, type: number }",
        "evaluation: { limits: { rmes: 3 } }",
        "'evaluation.limits' names 'rmes'; where the label is a number it may name rmse, mae, r2, median-absolute-error, "
            + "calibration-slope, bias; did you mean 'rmse'?"
    )]
    [InlineData(
        "{ name: a, type: number }",
        "rollout: { shadow: { max-disagreement: 0.1 } }",
        "'rollout.shadow.max-disagreement' has no meaning where the label is a number"
    )]
    [InlineData(
        "{ name: a, values: [x, y, z] }",
        "evaluation: { fairness: [{ column: city }] }",
        "'evaluation.fairness' is not defined for this task: the label 'a' is one of 3 values"
    )]
    [InlineData(
        "{ name: a, values: [x, y, z] }",
        "rollout: { experiment: { metric: outcome } }",
        "'rollout.experiment.metric' must be one of quality, not 'outcome'"
    )]
    [InlineData(
        "{ name: a, values: [x, y] }",
        "evaluation: { metric: rmse }",
        "'evaluation.metric' is auc, log-loss, accuracy, brier, cost where the label is one of 2 values, not 'rmse'"
    )]
    [InlineData(
        "{ name: a, values: [x, y] }",
        "evaluation: { limits: { log-los: 3 } }",
        "'evaluation.limits' names 'log-los'; where the label is one of 2 values it may name auc, log-loss, accuracy, brier, "
            + "average-precision, calibration-error, skill, calibration-slope and so on; did you mean 'log-loss'?"
    )]
    public void Parse_WhatDoesNotFitTheLabel_IsToldWithWhatDoes(string label, string more, string message)
    {
        var problem = Assert.Single(Problems($"{Of(label)}\n{more}"));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static string Of(string label) => Least.Replace("{ name: late, values: [0, 1] }", label, StringComparison.Ordinal);
}
