using System.Text.RegularExpressions;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed partial class PipelineYamlTests
{
    [Theory]
    // Unknown keys, with what was meant.
    [InlineData("landings: {}", 7, 1, "unknown key 'landings'; did you mean 'landing'?")]
    [InlineData("training: { recip: mlp }", 7, 13, "unknown key 'training.recip'; did you mean 'recipe'?")]
    [InlineData("training: { parameters: { epoch: 2 } }", 7, 27, "unknown key 'training.parameters.epoch'; did you mean 'epochs'?")]
    [InlineData("training: { parameters: { batchSize: 2 } }", 7, 27, "did you mean 'batch-size'?")]
    [InlineData("training: { quantize: int4 }", 7, 23, "'training.quantize' must be one of int8, not 'int4'")]
    [InlineData("serving: { zzz: 1 }", 7, 12, "known here: capture")]
    // Wrong types.
    [InlineData("validation: { min-rows: many }", 7, 25, "'validation.min-rows' must be a whole number, not 'many'")]
    [InlineData("validation: { min-rows: 1.5 }", 7, 25, "must be a whole number")]
    [InlineData("validation: { min-rows: [1] }", 7, 25, "must be a whole number, not a list")]
    [InlineData("validation: [1]", 7, 13, "'validation' must be a mapping of keys to values")]
    [InlineData("evaluation: { holdout: .nan }", 7, 24, "must be a number")]
    [InlineData("evaluation: { slices: city }", 7, 23, "'evaluation.slices' must be a list")]
    [InlineData("training: { recipe: mpl }", 7, 21, "must be one of auto, linear, mlp, xgboost, python, not 'mpl'; did you mean 'mlp'?")]
    // Ranges.
    [InlineData("evaluation: { holdout: 1 }", 7, 24, "must be from 0.01 to 0.9, not 1")]
    [InlineData("validation: { min-rows: 0 }", 7, 25, "must be at least 1, not 0")]
    [InlineData("approval: { approvals: -1 }", 7, 24, "must be from 0 to 20, not -1")]
    [InlineData("training: { threads: 0 }", 7, 22, "must be from 1 to 256")]
    [InlineData(
        "training: { parameters: { epochs: 0 } }",
        7,
        35,
        "Parameter 'epochs' of recipe 'mlp' is '0': must be a whole number from 1 to 10000."
    )]
    [InlineData(
        "training: { recipe: auto, parameters: { epochs: 3 } }",
        7,
        49,
        "Recipe 'auto' has no parameter 'epochs'; it has: class-weights,"
    )]
    [InlineData("training: { recipe: linear, parameters: { hidden: [8] } }", 7, 51, "a linear model has no hidden layers")]
    [InlineData("training: { parameters: { hidden: [8, x] } }", 7, 35, "is '8,x'")]
    // The runner.
    [InlineData("training: { recipe: python }", 7, 11, "'training.command' must name the program of recipe 'python'")]
    [InlineData("training: { command: [sh] }", 7, 22, "'training.command' belongs to the recipe 'python'")]
    [InlineData(
        "training: { resources: { memory-bg: 1 } }",
        7,
        26,
        "unknown key 'training.resources.memory-bg'; did you mean 'memory-gb'?"
    )]
    [InlineData("training: { resources: { capacity: cheap } }", 7, 36, "must be one of spot, on-demand, not 'cheap'")]
    [InlineData("training: { stall: 10ms }", 7, 20, "'training.stall' must be at least 1s")]
    // Durations.
    [InlineData("landing: { complete-after-quiet: 10 }", 7, 34, "must be a duration such as 500ms, 30s, 10m, 2h or 7d, not '10'")]
    [InlineData("training: { heartbeat: 5s }", 7, 24, "must be at least 10s")]
    [InlineData("training: { deadline: 30s }", 7, 23, "must not be shorter than 'training.heartbeat'")]
    [InlineData("approval: { expires: 4000d }", 7, 22, "must be at most ten years")]
    [InlineData("approval: { remind: 5s }", 7, 21, "'approval.remind' must be at least 1m")]
    // Approval.
    [InlineData("approval: { roles: { aprover: 2 } }", 7, 22, "unknown key 'approval.roles.aprover'; did you mean 'approver'?")]
    [InlineData("approval: { roles: { approver: 0 } }", 7, 32, "must be from 1 to 20, not 0")]
    [InlineData(
        "approval: { approvals: 1, roles: { approver: 1, operator: 1 } }",
        7,
        24,
        "is 1, fewer than the 2 that 'approval.roles' asks for"
    )]
    [InlineData("approval: { starter-may-approve: maybe }", 7, 34, "must be true or false, not 'maybe'")]
    [InlineData("approval: { escalate: { after: 1h } }", 7, 23, "'approval.escalate' lacks the key 'to'")]
    [InlineData("approval: { escalate: { after: 1h, to: operater } }", 7, 40, "did you mean 'operator'?")]
    [InlineData("approval: { expires: 1h, escalate: { after: 1h, to: operator } }", 7, 36, "must be shorter than 'approval.expires'")]
    [InlineData("approval: { remind: 1m }", 7, 21, "would remind more than 1000 times")]
    [InlineData("approval: { changed-by: [boss] }", 7, 25, "names 'boss', which is no role")]
    [InlineData("training: { recipe: python, command: [a], image: \"--volume=/:/host\" }", 7, 50, "must be the name of an image")]
    [InlineData("training: { recipe: python, command: [--privileged] }", 7, 38, "begins with no program")]
    [InlineData("approval: { veto: [boss] }", 7, 19, "names 'boss', which is no role")]
    [InlineData(
        "approval: { notify: [{ url: http://example.org/hook }] }",
        7,
        29,
        "must be an https address, or an http address of this machine"
    )]
    [InlineData("approval: { notify: [{ url: https://example.org, format: slak }] }", 7, 58, "did you mean 'slack'?")]
    // What does not go together.
    [InlineData("evaluation: { slices: [town] }", 7, 23, "names 'town', which is no column")]
    [InlineData("evaluation: { max-slice-loss: 0.1 }", 7, 31, "limits nothing without 'evaluation.slices'")]
    [InlineData("evaluation: { fairness: [{ column: town }] }", 7, 36, "names 'town', which is no column")]
    [InlineData("evaluation: { fairness: [{ max-odds-difference: 1 }] }", 7, 26, "lacks the key 'column'")]
    [InlineData("rollout: { look-every: 100ms }", 7, 24, "must be at least 1s")]
    [InlineData("rollout: { look-every: 1m, steps: [{ weight: 50 }, { weight: 100 }] }", 7, 35, "must bake for at least 1s")]
    [InlineData("rollout: { guardrails: { max-p98: 50ms } }", 7, 26, "did you mean 'max-p99'?")]
    [InlineData("rollout: { guardrails: { floors: [{ metric: quality }] } }", 7, 45, "needs 'least' or 'max-loss'")]
    [InlineData("rollout: { experiment: { metric: clicks } }", 7, 34, "must be one of quality, outcome")]
    [InlineData("rollout: { experiment: { at-horizon: wait } }", 7, 38, "must be one of ask, roll-back, accept")]
    [InlineData(
        "rollout: { experiment: { method: bayes }, steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        34,
        "must be one of confidence-sequence, msprt, group-sequential, canary"
    )]
    [InlineData(
        "rollout: { experiment: { method: msprt }, steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        34,
        "needs 'rollout.experiment.effect'"
    )]
    [InlineData(
        "rollout: { experiment: { effect: 0.1 } }",
        7,
        34,
        "'rollout.experiment.effect' has no meaning with 'method: confidence-sequence'; it belongs to msprt"
    )]
    [InlineData(
        "rollout: { experiment: { method: group-sequential }, steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        34,
        "group-sequential.outcomes': how many"
    )]
    [InlineData(
        "rollout: { experiment: { method: group-sequential, group-sequential: { outcomes: 100, analyses: [0.5, 0.4, 1] } }, "
            + "steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        97,
        "must ascend from above 0 to 1"
    )]
    [InlineData(
        "rollout: { experiment: { method: canary, margin: 0.1 }, look-every: 1m, steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        50,
        "'rollout.experiment.margin' has no meaning with 'method: canary'"
    )]
    [InlineData(
        "rollout: { experiment: { method: canary }, look-every: 10m, steps: [{ weight: 5, bake: 1h }, { weight: 100 }] }",
        7,
        34,
        "needs 10 looks in each step, and the one of 5 % has 6"
    )]
    [InlineData(
        "rollout: { experiment: { method: canary, canary: { pass: 50 } }, look-every: 1m, steps: [{ weight: 5, bake: 1h }, { "
            + "weight: 100 }] }",
        7,
        50,
        "'rollout.experiment.canary.marginal' must be at most 'pass'"
    )]
    [InlineData("rollout: { experiment: { method: canary } }", 7, 34, "'rollout.steps' needs one with a weight below 100")]
    [InlineData("rollout: { experiment: { cuped: 1s } }", 7, 33, "how long before the rollout")]
    [InlineData("rollout: { aa: { duration: 10ms } }", 7, 28, "'rollout.aa.duration' must be at least 1s")]
    [InlineData("rollout: { shadow: { shares: 1 } }", 7, 22, "did you mean 'share'?")]
    [InlineData("rollout: { shadow: { share: 0 } }", 7, 29, "must be from 0.0001 to 1")]
    [InlineData("rollout: { aa: { duration: 1m }, steps: [{ weight: 50 }, { weight: 100 }] }", 7, 41, "must bake for at least 1s")]
    [InlineData("rollout: { steps: [{ weight: 50 }] }", 7, 19, "the last of 'rollout.steps' must have the weight 100")]
    [InlineData(
        "rollout: { steps: [{ weight: 100 }, { weight: 100 }] }",
        7,
        19,
        "'rollout.steps[1].weight' is 100; it must be more than 100"
    )]
    // YAML itself.
    [InlineData("name: again", 7, 1, "not YAML: ")]
    [InlineData("description: *name", 7, 14, "an alias (*name) stands for a value")]
    [InlineData("description: [", 8, 1, "not YAML: ")]
    [InlineData("---\nname: other", 8, 1, "the text has several YAML documents; write one")]
    public void Parse_OneMistake_SaysWhereAndWhat(string line, int expectedLine, int expectedColumn, string message)
    {
        var problem = Assert.Single(Problems($"{Least}\n{line}\n"));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((expectedLine, expectedColumn), (problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("", "the definition is empty; write a YAML mapping that begins with 'name'")]
    [InlineData("- a", "the pipeline must be a mapping of keys to values")]
    [InlineData("just text", "the pipeline must be a mapping of keys to values")]
    [InlineData("name: x", "lacks the key 'data'")]
    [InlineData("name: UPPER\n", "'UPPER' is not the name of a pipeline")]
    [InlineData("name: ../../etc\n", "'../../etc' is not the name of a pipeline")]
    public void Parse_NoPipelineAtAll_SaysSo(string text, string message) =>
        Assert.Contains(Problems(text), problem => problem.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Parse_SeveralMistakes_ListsThemAllInOrder()
    {
        var problems = Problems(
            """
            name: No Name
            data:
              columns:
                late: { type: number, values: [a] }
                city: { type: categry, min: 1 }
              label: { name: late, values: [0] }
            approval: { aprovals: 2 }
            """
        );
        Assert.Equal([1, 4, 4, 5, 6, 7], problems.Select(problem => problem.Line));
        Assert.Contains(problems, problem =>
            problem.Message.Contains("'late' is the label", StringComparison.Ordinal) && problem.Line == 4
        );
        Assert.Contains("did you mean 'category'?", problems[3].Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'approvals'?", problems[5].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BillionLaughs_IsRefusedAtItsFirstAlias()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]").Prepend("a0: &a0 [lol]");
        var problem = Assert.Single(Problems(string.Join('\n', lines)));
        Assert.Equal(2, problem.Line);
    }

    [Fact]
    public void Parse_ABracketAByte_IsRefusedAndNotRecursedInto() =>
        Assert.Contains("nested deeper", Assert.Single(Problems("data: " + new string('[', 200_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_300Kilobytes_AreRefused() =>
        Assert.Contains(
            "has 300 KiB; it must have at most 256",
            Assert.Single(Problems($"{Least}\ndescription: {new string('x', 300 * 1024)}")).Message,
            StringComparison.Ordinal
        );
}
