using System.Text.RegularExpressions;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>pipeline.yaml is read strictly, and every problem says where it is.</summary>
public sealed partial class PipelineYamlTests
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

    [Fact]
    public void Parse_TheLeastThereCanBe_HasTheDocumentedDefaults()
    {
        var read = PipelineYaml.Parse(Least);
        var expected = new PipelineDefinition
        {
            Name = "small",
            Data = new()
            {
                Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Approval = new() { StarterMayApprove = false },
        };
        Assert.Equal(expected.Digest(), read.Digest());
        Assert.Equal(
            (100, 1.0, null, 65536),
            (read.Validation.MinRows, read.Validation.MaxDuplicates, read.Validation.MaxDrift, read.Validation.MaxCellBytes)
        );
        var training = read.Training;
        Assert.Equal(
            ("auto", 120, 60, 3),
            (training.Recipe, training.Deadline.TotalMinutes, training.Heartbeat.TotalSeconds, training.MaxAttempts)
        );
        Assert.Equal((1, TimeSpan.FromDays(7)), (read.Approval.Approvals, read.Approval.Expires));
    }

    [Fact]
    public void Parse_ForeignRecipe_KeepsItsCommandParametersAndLimits()
    {
        var training = PipelineYaml
            .Parse(
                $$"""
                {{Least}}
                training:
                  recipe: python
                  command: [python3, train.py]
                  parameters: { widths: [64, 32], epochs: 3 }
                  resources: { cpus: 2, memory-gb: 1.5, gpu: true, capacity: spot }
                  checkpoint-every: 1m
                  stall: 5m
                  network: true
                """
            )
            .Training;

        Assert.Equal(["python3", "train.py"], training.Command!);
        Assert.Equal(("64,32", "3"), (training.Parameters["widths"], training.Parameters["epochs"]));
        Assert.Equal(
            new TrainingResources
            {
                Cpus = 2,
                Memory = 1_500_000_000,
                Gpu = true,
                Capacity = "spot",
            },
            training.Resources
        );
        Assert.Equal(
            (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), true),
            (training.CheckpointEvery, training.Stall, training.Network)
        );
    }

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

    [Fact]
    public void Parse_ExperimentMethods_ArePolicies()
    {
        var design = Experiment("method: group-sequential, group-sequential: { outcomes: 20000, analyses: [0.5, 1], spending: pocock }");
        Assert.Equal(
            (JudgeMethod.GroupSequential, 20_000, AlphaSpending.Pocock),
            (design.Method, design.Design!.Units, design.Design.Spending)
        );
        Assert.Equal([0.5, 1], design.Design.Analyses);
        Assert.Equal(
            (JudgeMethod.Msprt, 0.01),
            Experiment("method: msprt, effect: 0.01") is var mixture ? (mixture.Method, mixture.Effect) : default
        );
        var canary = Experiment(
            "method: canary, canary: { pass: 95, alpha: 0.02, metrics: [{ metric: latency-p99, weight: 2, critical: true, allow: 0.1 }] }"
        ).Canary!;
        Assert.Equal((95, 75, 10, 0.02), (canary.PassScore, canary.MarginalScore, canary.Intervals, canary.Alpha!.Value));
        Assert.Equal(
            new CanaryMeasure
            {
                Metric = "latency-p99",
                Weight = 2,
                Critical = true,
                Allow = 0.1,
            },
            Assert.Single(canary.Metrics)
        );
        // What is the default is not written: a definition that names it is the one that does not.
        Assert.Equal(Experiment("").Method, Experiment("method: confidence-sequence").Method);

        var phases = PipelineYaml
            .Parse($"{Least}\nrollout: {{ aa: {{ weight: 20 }}, shadow: {{ max-p99: 50ms, max-difference: 0.1 }} }}\n")
            .Rollout;
        Assert.True(phases.IsWatched());
        Assert.Equal(
            (new AaPolicy { Weight = 20 }, new ShadowPolicy { MaxP99Milliseconds = 50, MaxDifference = 0.1 }),
            (phases.Aa, phases.Shadow)
        );

        static ExperimentPolicy Experiment(string members) =>
            PipelineYaml
                .Parse(
                    $"{Least}\nrollout: {{ experiment: {{ {members} }}, look-every: 1m, steps: [{{ weight: 5, bake: 1h }}, {{ "
                        + $"weight: 100 }}] }}\n"
                )
                .Rollout.Experiment!;
    }

    [Fact]
    public void Parse_ApprovalByRoles_IsAPolicy()
    {
        var policy = PipelineYaml
            .Parse(
                $$"""
                {{Least}}
                approval:
                  roles: { approver: 2, operator: 1 }
                  starter-may-approve: true
                  expires: 3d
                  remind: 4h
                  escalate: { after: 24h, to: operator }
                  veto: [operator]
                  notify: [{ url: https://example.org/hook, format: slack }, { url: http://127.0.0.1:9000/ }]
                """
            )
            .Approval;
        Assert.Equal(
            (3, true, TimeSpan.FromDays(3), TimeSpan.FromHours(4)),
            (policy.Approvals, policy.StarterMayApprove, policy.Expires, policy.Remind)
        );
        Assert.Equal([("approver", 2), ("operator", 1)], policy.Roles!.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(new ApprovalEscalation { After = TimeSpan.FromDays(1), To = "operator" }, policy.Escalate);
        Assert.Equal(["operator"], policy.Veto);
        Assert.Equal([NotifyFormat.Slack, NotifyFormat.Json], policy.Notify!.Select(target => target.Format));
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

    [Fact]
    public void Parse_TheDemosPipeline_IsValid() => Assert.Equal("flight-delays", PipelineYaml.Parse(Read("demo/flight-delays.yaml")).Name);

    [Fact]
    public void Parse_EveryYamlOfTheDocument_IsValid()
    {
        var blocks = YamlBlock().Matches(Read("docs/reference/pipeline.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => PipelineYaml.Parse(block));
    }

    [Fact]
    public void Document_NamesEveryParameterOfTheRecipes() =>
        Assert.Equal(
            Ml.Training.Recipe.ParameterNames.Order(StringComparer.Ordinal),
            ParameterRow()
                .Matches(Read("docs/reference/pipeline.md").Split("## Recipes")[1].Split("\n## ")[0])
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );

    private static IReadOnlyList<PipelineProblem> Problems(string text) =>
        Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse(text)).Problems;

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex("^\\| `([a-z-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex ParameterRow();
}
