using ServerlessML.Contracts.Evaluation;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>What the gate is told in pipeline.yaml.</summary>
public sealed class GateYamlTests
{
    private const string Least = """
        name: small
        data:
          columns:
            level: { type: number }
            city: { type: category }
          label: { name: late, values: [0, 1] }
        """;

    [Theory]
    [InlineData("evaluation: { bands: { city: [1] } }", 7, 30, "'evaluation.bands' names 'city', which is no column of numbers")]
    [InlineData("evaluation: { bands: { level: [2, 1] } }", 7, 31, "'evaluation.bands.level' must be a list of one or more rising numbers")]
    [InlineData("evaluation: { threshold: 2 }", 7, 26, "must be from 0 to 1")]
    [InlineData(
        "evaluation: { threshold: { maximise: f1, minimise: cost } }",
        7,
        26,
        "'evaluation.threshold' is a probability, or one goal"
    )]
    [InlineData("evaluation: { threshold: { at-least: { recal: 0.8 } } }", 7, 40, "did you mean 'recall'?")]
    [InlineData("evaluation: { unproven: maybe }", 7, 25, "must be one of ask, accept, reject")]
    [InlineData("evaluation: { unproven: { acc: reject } }", 7, 32, "'evaluation.unproven' names 'acc', which is no check")]
    public void Parse_OneMistake_SaysWhereAndWhat(string line, int expectedLine, int expectedColumn, string message)
    {
        var problem = Assert.Single(Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse($"{Least}\n{line}\n")).Problems);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((expectedLine, expectedColumn), (problem.Line, problem.Column));
    }

    [Fact]
    public void Parse_TheGate_ReadsRulesBandsAndGroups()
    {
        var definition = PipelineYaml.Parse(
            """
            name: parcels
            data:
              columns: { city: { type: category }, age: { type: integer, role: audit } }
              label: { name: late, values: [0, 1] }
            evaluation:
              threshold: { at-least: { recall: 0.8 } }
              costs: { false-negative: 5 }
              unproven: { otherwise: accept, auc: reject, gain: ask, 'parity:city': reject }
              slices: [age]
              bands: { age: [18, 65] }
              fairness: [{ column: age, max-false-positive-difference: 0.1, max-false-negative-difference: 0.2,
                  max-precision-difference: 0.3 }]
            """
        );
        Assert.Equal(["city"], definition.Data.Columns.Select(column => column.Name));
        Assert.Equal(["age"], definition.Data.Audit!.Select(column => column.Name));
        var settings = definition.Evaluation;
        Assert.Equal(new ThresholdSettings { Goal = ThresholdGoal.Recall, AtLeast = 0.8 }, settings.Threshold);
        Assert.Equal(new ErrorCosts { FalsePositive = 1, FalseNegative = 5 }, settings.Costs);
        Assert.Equal(
            (UnprovenRule.Reject, UnprovenRule.Ask, UnprovenRule.Reject, UnprovenRule.Accept, UnprovenRule.Accept),
            (
                settings.Unproven!.Of("auc"),
                settings.Unproven.Of("auc-gain"),
                settings.Unproven.Of("parity:city"),
                settings.Unproven.Of("parity:age"),
                settings.Unproven.Of("skill")
            )
        );
        Assert.Equal([18, 65], settings.Bands!["age"]);
        var group = Assert.Single(settings.Fairness!);
        Assert.Equal((0.1, 0.2, 0.3), (group.MaxFalsePositiveDifference, group.MaxFalseNegativeDifference, group.MaxPrecisionDifference));
    }
}
