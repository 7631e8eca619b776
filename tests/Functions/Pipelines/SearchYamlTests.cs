using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary><c>training.search</c> is read strictly, and every problem names its member.</summary>
public sealed class SearchYamlTests
{
    private const string Space = "space: { mlp: { epochs: 2, learning-rate: { from: 0.001, to: 0.1, scale: log } } }";

    [Fact]
    public void Parse_ASearch_HasTheDocumentedDefaults()
    {
        var search = Read($"seed: 5, search: {{ {Space} }}").Search!;
        Assert.Equal(
            (SearchKind.Asha, 12, 5, 2, 3.0, "auc", 0.25, 0),
            (search.Kind, search.Trials, search.Seed, search.Concurrency, search.Eta, search.Metric, search.MaxFailed, search.Folds)
        );
        Assert.Equal(1.0 / 9, search.MinShare, 12);
        Assert.Null(search.Budget);
    }

    [Fact]
    public void Parse_EverySpelling_OfASpace()
    {
        var search = Read(
            """
            search:
                kind: random
                trials: 4
                concurrency: 3
                folds: 5
                budget: 2h
                max-failed: 0
                space:
                  mlp: { hidden: [[64, 32], [128], 16], epochs: [1, 2], batch-size: 256 }
                  xgboost: { depth: { from: 4, to: 9, scale: int }, learning-rate: { from: 0.05, to: 0.5, scale: log, steps: 4 }, subsample: { from: 0.5, to: 1 } }
            """
        ).Search!;
        Assert.Equal(
            (SearchKind.Random, 4, 3, 5, TimeSpan.FromHours(2), 0.0),
            (search.Kind, search.Trials, search.Concurrency, search.Folds, search.Budget, search.MaxFailed)
        );
        Assert.Equal(["mlp", "xgboost"], search.Space.Select(space => space.Recipe));
        var (mlp, xgboost) = (search.Space[0].Parameters, search.Space[1].Parameters);
        Assert.Equal(
            ["batch-size: 256", "epochs: 1 | 2", "hidden: 64,32 | 128 | 16"],
            mlp.Select(parameter => $"{parameter.Name}: {string.Join(" | ", parameter.Values!)}")
        );
        Assert.Equal(
            [
                ("depth", 4.0, 9.0, ParameterScale.Int, 3),
                ("learning-rate", 0.05, 0.5, ParameterScale.Log, 4),
                ("subsample", 0.5, 1.0, ParameterScale.Linear, 3),
            ],
            xgboost.Select(parameter => (parameter.Name, parameter.From!.Value, parameter.To!.Value, parameter.Scale, parameter.Steps))
        );
    }

    [Fact]
    public void Parse_Selection_IsKeptAndLeavesOtherDefinitionsAlone()
    {
        const string rest = "space: { mlp: { epochs: [1, 2] } }, trials: 2";
        Assert.Equal(0.25, Read($"search: {{ selection: 0.25, {rest} }}").Search!.Selection);
        Assert.Equal(0, Read($"search: {{ selection: 0, {rest} }}").Search!.Selection);
        Assert.DoesNotContain(
            "selection",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(PipelineYaml.Parse(Pipeline($"search: {{ {rest} }}")))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parse_NoSearch_ChangesNoDefinitionsDigest()
    {
        Assert.Equal(PipelineYaml.Parse(Pipeline("seed: 1")).Digest(), PipelineYaml.Parse(Pipeline("seed: 1, cache: on")).Digest());
        Assert.DoesNotContain(
            "search",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(PipelineYaml.Parse(Pipeline("seed: 1")))),
            StringComparison.Ordinal
        );
        Assert.False(Read("cache: off").Cache);
    }

    [Theory]
    [InlineData("search: { }", "'training.search' lacks the key 'space'")]
    [InlineData("search: { space: { } }", "'training.search.space' must name at least one recipe: linear, mlp, xgboost")]
    [InlineData(
        "search: { space: { mpl: { epochs: 2 } } }",
        "'training.search.space' names 'mpl', which is no recipe; there are linear, mlp, xgboost; did you mean 'mlp'?"
    )]
    [InlineData(
        "search: { space: { auto: { } } }",
        "'training.search.space' names 'auto', which is a search of its own over linear, mlp, xgboost"
    )]
    [InlineData("search: { space: { mlp: { depth: [4, 5] } } }", "Recipe 'mlp' has no parameter 'depth'")]
    [InlineData(
        "search: { space: { mlp: { epochs: [2, many] } } }",
        "Parameter 'epochs' of recipe 'mlp' is 'many': must be a whole number"
    )]
    [InlineData("search: { space: { mlp: { epochs: { from: 0, to: 4, scale: int } } } }", "Parameter 'epochs' of recipe 'mlp' is '0'")]
    [InlineData("search: { space: { mlp: { epochs: [] } } }", "'epochs' lists no values; list at least one")]
    [InlineData("search: { space: { mlp: { epochs: [2, 2] } } }", "'epochs' lists a value twice")]
    [InlineData("search: { space: { mlp: { validation-share: [0.1, 0.2] } } }", "'validation-share' must be the same for all trials")]
    [InlineData(
        "search: { space: { mlp: { learning-rate: { from: 0.1 } } } }",
        "'training.search.space.mlp.learning-rate' lacks the key 'to'"
    )]
    [InlineData(
        "search: { space: { mlp: { learning-rate: { from: 0.1, to: 0.01 } } } }",
        "'learning-rate' goes from 0.1 to 0.01: 'from' must be below 'to'"
    )]
    [InlineData(
        "search: { space: { mlp: { unknown-share: { from: 0, to: 0.1, scale: log } } } }",
        "'unknown-share' is drawn by its logarithm, so 'from' must be above 0, not 0"
    )]
    [InlineData(
        "search: { space: { mlp: { learning-rate: { from: 0.1, to: 0.2, scale: lag } } } }",
        "must be one of linear, log, int, not 'lag'"
    )]
    [InlineData("search: { kind: bayes, " + Space + " }", "'training.search.kind' must be one of grid, random, asha, not 'bayes'")]
    [InlineData("search: { metric: f1, " + Space + " }", "'training.search.metric' must be one of auc, log-loss, accuracy, not 'f1'")]
    [InlineData("search: { trials: 257, " + Space + " }", "'training.search.trials' must be from 1 to 256, not 257")]
    [InlineData("search: { folds: 3, selection: 0.2, " + Space + " }", "'training.search.selection' has no meaning beside 'folds'")]
    [InlineData("search: { selection: 0.6, " + Space + " }", "'training.search.selection' must be from 0 to 0.5")]
    [InlineData("search: { folds: 1, " + Space + " }", "'training.search.folds' must be from 2 to 20")]
    [InlineData("search: { eta: 1, " + Space + " }", "'training.search.eta' must be from 1.5 to 10")]
    [InlineData("search: { min-share: 0, " + Space + " }", "'training.search.min-share' must be from 0.001 to 1")]
    [InlineData("search: { max-failed: 2, " + Space + " }", "'training.search.max-failed' must be from 0 to 1")]
    [InlineData("search: { budgit: 2h, " + Space + " }", "unknown key 'training.search.budgit'; did you mean 'budget'?")]
    [InlineData(
        "search: { trials: 5, space: { mlp: { epochs: [2, 3] } } }",
        "'training.search.trials' is 5, but the space has only 2 different points"
    )]
    [InlineData(
        "search: { kind: grid, trials: 5, " + Space + " }",
        "'training.search.trials' has no meaning with the kind grid, which tries all of its 3 points"
    )]
    [InlineData(
        "search: { kind: grid, space: { mlp: { learning-rate: { from: 0.1, to: 0.2, steps: 200 }, unknown-share: [0, 0.1] } } }",
        "has 400 points; a search has at most 256 trials"
    )]
    [InlineData("search: { kind: random, eta: 3, " + Space + " }", "'training.search.eta' belongs to the kind asha")]
    [InlineData("recipe: mlp, search: { " + Space + " }", "'training.recipe' belongs to a single training; state recipes")]
    [InlineData("cache: maybe", "'training.cache' must be one of on, off")]
    public void Parse_Mistake_NamesTheMember(string training, string message)
    {
        var refused = Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse(Pipeline(training)));
        Assert.Contains(refused.Problems, problem => problem.Message.Contains(message, StringComparison.Ordinal));
    }

    private static TrainingSettings Read(string training) => PipelineYaml.Parse(Pipeline(training)).Training;

    private static string Pipeline(string training) =>
        $$"""
            name: small
            data:
              columns:
                level: { type: number }
              label: { name: late, values: [0, 1] }
            training:
                {{(
                training.Contains('\n')
                    ? training.ReplaceLineEndings("\n").Replace("\n", "\n    ", StringComparison.Ordinal)
                    : $"{{ {training} }}"
            )}}
            """;
}
