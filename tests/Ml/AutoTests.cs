using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Tests.Ml;

public sealed class AutoTests
{
    private static readonly PlantedTable Planted = PlantedTable.Of(600);

    /// <summary>An interaction that no sum can say.</summary>
    [SkippableFact]
    public void Train_Interaction_TakesAnotherThanLinearAndSaysWhatItTried()
    {
        RequireXgboost();
        var model = Train(null);

        Assert.NotEqual("linear", model.Metrics.Recipe);
        Assert.Equal(["linear", "mlp", "xgboost"], model.Metrics.Tried!.Select(tried => tried.Recipe));
        Assert.Equal(model.Metrics.Recipe, model.Metrics.Tried!.MaxBy(tried => tried.Score)!.Recipe);
        Assert.All(model.Metrics.Tried!, tried => Assert.Null(tried.Error));
        Assert.Equal(600, model.Metrics.Rows);
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        var fresh = PlantedTable.Of(3000, seed: 8);
        Assert.InRange(DeLong.Auc(scorer.Score(fresh.Table), fresh.Labels), 0.8, 0.95);
    }

    [SkippableFact]
    public void Train_Winner_IsWhatItsRecipeAloneGives()
    {
        RequireXgboost();
        var model = Train(null);
        var alone = Trainer.Train(
            Planted.Table,
            PlantedTable.Features,
            Planted.Labels,
            "label",
            Recipe.Read(model.Metrics.Recipe, new Dictionary<string, string>(), 1, 2)
        );

        Assert.Equal(Digest.Of(alone.Onnx), Digest.Of(model.Onnx));
        Assert.Equal(alone.Metrics.ValidationScore, model.Metrics.Tried!.Max(tried => tried.Score));
    }

    [SkippableFact]
    public void Train_KilledAndResumed_SameBytesAsUninterrupted()
    {
        RequireXgboost();
        List<byte[]> states = [];
        var whole = Train(new() { Every = TimeSpan.Zero, Write = (state, _) => states.Add(state) });

        foreach (var state in (byte[][])[states[0], states[3], states[states.Count / 2], states[^1]])
        {
            var steps = new List<long>();
            var resumed = Train(
                new()
                {
                    // A state after every step would be most of its time.
                    Every = TimeSpan.FromMilliseconds(20),
                    Write = (_, step) => steps.Add(step.Step),
                    Resume = state,
                }
            );
            Assert.Equal(Digest.Of(whole.Onnx), Digest.Of(resumed.Onnx));
            Assert.Equal(CanonicalJson.DigestOf(whole.Metrics), CanonicalJson.DigestOf(resumed.Metrics));
            Assert.Equal(steps.Order(), steps);
        }
    }

    /// <summary>A machine without the library of trees.</summary>
    [Fact]
    public void Train_WithoutTheLibrary_TakesTheBestOfTheOthersAndSaysWhy()
    {
        var model = new AutoTraining(
            Planted.Table,
            PlantedTable.Features,
            Target.Binary(Planted.Labels, "label"),
            Recipe.Read("auto", new Dictionary<string, string>(), 1, 2),
            null,
            recipe => recipe == "xgboost" ? "There is no libxgboost here." : null
        ).Train(null, null, default);

        Assert.Equal(
            [("linear", true, null), ("mlp", true, null), ("xgboost", false, "There is no libxgboost here.")],
            model.Metrics.Tried!.Select(tried => (tried.Recipe, tried.Score is not null, tried.Error))
        );
        var taken = Assert.Single(model.Metrics.Tried!, tried => tried.Taken is true);
        Assert.Equal((model.Metrics.Recipe, model.Metrics.Tried!.Max(tried => tried.Score)), (taken.Recipe, taken.Score));
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        Assert.Equal(Planted.Labels.Length, scorer.Score(Planted.Table).Length);
    }

    [Fact]
    public void Train_WithoutAnyRecipe_FailsWithTheReason()
    {
        var failure = Assert.Throws<TrainingException>(() =>
            new AutoTraining(
                Planted.Table,
                PlantedTable.Features,
                Target.Binary(Planted.Labels, "label"),
                Recipe.Read("auto", new Dictionary<string, string>(), 1, 2),
                null,
                _ => "Nothing trains here."
            ).Train(null, null, default)
        );
        Assert.Equal("No recipe gave a model. Nothing trains here.", failure.Message);
    }

    [Fact]
    public void Read_ParameterOfOneRecipe_IsRefused()
    {
        var refused = Assert.Throws<TrainingException>(() =>
            Recipe.Read("auto", new Dictionary<string, string> { ["epochs"] = "3" }, 1, 1)
        );

        Assert.Equal("Recipe 'auto' has no parameter 'epochs'; it has: class-weights, max-categories, min-category-rows.", refused.Message);
    }

    [SkippableFact]
    public void Train_ManyRows_TriesAPartAndTrainsTheWinnerOnAll()
    {
        RequireXgboost();
        var rows = PlantedTable.Of(SizedDefaults.ManyRows);
        var model = Trainer.Train(
            rows.Table,
            PlantedTable.Features,
            rows.Labels,
            "label",
            Recipe.Read("auto", new Dictionary<string, string>(), 1, 2)
        );

        Assert.Equal(SizedDefaults.ManyRows * 95 / 100, model.Metrics.Rows);
        Assert.Equal(3, model.Metrics.Tried!.Count);
    }

    private static TrainedModel Train(Checkpointing? checkpointing) =>
        Trainer.Train(
            Planted.Table,
            PlantedTable.Features,
            Planted.Labels,
            "label",
            Recipe.Read("auto", new Dictionary<string, string>(), 1, 2),
            checkpointing: checkpointing
        );

    private static void RequireXgboost() => Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
}
