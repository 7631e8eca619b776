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
