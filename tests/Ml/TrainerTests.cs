namespace ServerlessML.Tests.Ml;

public sealed class TrainerTests
{
    private static readonly PlantedTable Planted = PlantedTable.Of(6000);
    private static readonly Dictionary<string, string> Short = new()
    {
        ["epochs"] = "8",
        ["batch-size"] = "128",
        ["hidden"] = "16,8",
    };

    [Fact]
    public void Train_PlantedInteraction_MlpLearnsItOnFreshRows()
    {
        var model = Train(Planted, Short);
        var fresh = PlantedTable.Of(3000, seed: 8);

        // Known levels give .9; one in twenty is missing.
        Assert.True(Auc(model, fresh) > 0.84, $"AUC {Auc(model, fresh)}");
        Assert.InRange(model.Metrics.ValidationAuc!.Value, 0.8, 0.95);
    }

    [Fact]
    public void Train_LinearRecipe_LearnsWhatIsAdditiveAlone()
    {
        var linear = Trainer.Train(
            Planted.Table,
            PlantedTable.Features,
            Planted.Labels,
            "label",
            Recipe.Read("linear", new Dictionary<string, string> { ["epochs"] = "8", ["batch-size"] = "128" }, 1, 1)
        );

        // Three of four cities share a direction: levels alone rank three quarters of the rows well, and a quarter the wrong way round.
        Assert.InRange(Auc(linear, PlantedTable.Of(3000, seed: 8)), 0.62, 0.75);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Train_SameSeedAndThreads_SameBytes(int threads)
    {
        var options = Recipe.Read("mlp", Short, 5, threads);

        var digests = Enumerable
            .Range(0, 3)
            .Select(_ => Digest.Of(Trainer.Train(Planted.Table, PlantedTable.Features, Planted.Labels, "label", options).Onnx))
            .Distinct();

        Assert.Single(digests);
    }

    [Fact]
    public void Train_OtherDictionaryOrder_SameBytes()
    {
        var city = Planted.Table.Categories("city");
        var turned = new CategoryColumn(
            "city",
            [.. city.Codes.Select(code => city.Dictionary.Length - 1 - code)],
            [.. city.Dictionary.Reverse()]
        );
        var table = new Table([.. Planted.Table.Columns.Select(column => column.Name == "city" ? turned : column)]);

        Assert.Equal(Digest.Of(Train(Planted, Short).Onnx), Digest.Of(Train(new PlantedTable(table, Planted.Labels), Short).Onnx));
    }

    [Fact]
    public void Train_OtherSeed_OtherModel() =>
        Assert.NotEqual(Digest.Of(Train(Planted, Short).Onnx), Digest.Of(Train(Planted, Short, seed: 2).Onnx));

    [Fact]
    public void Train_Progress_CountsUpToTheEnd()
    {
        var seen = new List<TrainingStep>();
        var model = Train(Planted, Short, progress: seen.Add);

        Assert.Equal(model.Metrics.Steps, seen[^1].Step);
        Assert.Equal(seen[^1].Steps, seen[^1].Step);
        Assert.Equal(8, seen[^1].Epoch);
        Assert.NotNull(seen[^1].ValidationAuc);
        Assert.True(seen.Zip(seen.Skip(1)).All(pair => pair.First.Step <= pair.Second.Step));
        Assert.True(model.Metrics.Losses[^1] < model.Metrics.Losses[0]);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        var last = 0L;

        Assert.Throws<OperationCanceledException>(() =>
            Trainer.Train(
                Planted.Table,
                PlantedTable.Features,
                Planted.Labels,
                "label",
                Recipe.Read("mlp", Short, 1, 1),
                step =>
                {
                    last = step.Step;
                    source.Cancel();
                },
                cancellation: source.Token
            )
        );
        Assert.InRange(last, 1, 10);
    }

    [Fact]
    public void Train_Patience_KeepsTheBestEpoch()
    {
        var model = Train(
            Planted,
            new(Short)
            {
                ["epochs"] = "60",
                ["patience"] = "2",
                ["learning-rate"] = "0.02",
            }
        );

        Assert.InRange(model.Metrics.Epochs, 3, 59);
        Assert.True(Auc(model, PlantedTable.Of(3000, seed: 8)) > 0.82);
    }

    [Fact]
    public void Train_OneClass_Says() =>
        Fails(
            new(Planted.Table, new bool[Planted.Labels.Length]),
            "Label 'label' has one class alone: all 6000 training rows are negative."
        );

    [Fact]
    public void Train_ColumnOfNulls_Says()
    {
        var table = new Table([.. Planted.Table.Columns.Select(Emptied)]);

        Fails(new(table, Planted.Labels), "Column 'level' has no value in any of the 6000 training rows.");

        static Column Emptied(Column column) =>
            column.Name == "level" ? new NumberColumn("level", [.. Enumerable.Repeat(float.NaN, column.Length)]) : column;
    }

    [Fact]
    public void Train_Diverging_Says()
    {
        var deep = string.Join(",", Enumerable.Repeat("64", 12));
        var failure = Assert.Throws<TrainingException>(() => Train(Planted, new() { ["learning-rate"] = "1000", ["hidden"] = deep }));

        Assert.StartsWith("Training diverged at step ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forest", "", "", "There is no recipe 'forest'; there are: auto, linear, mlp, xgboost.")]
    [InlineData("mlp", "epoch", "3", "Recipe 'mlp' has no parameter 'epoch'; it has: batch-size, ")]
    [InlineData("mlp", "epochs", "none", "Parameter 'epochs' of recipe 'mlp' is 'none': must be a whole number from 1 to 10000.")]
    [InlineData(
        "xgboost",
        "epochs",
        "3",
        "Recipe 'xgboost' has no parameter 'epochs'; it has: bins, category-order, class-weights, colsample, depth, lambda, "
    )]
    [InlineData("mlp", "dropout", "0.95", "Parameter 'dropout' of recipe 'mlp' is '0.95': must be a number from 0 to 0.9.")]
    [InlineData("linear", "dropout", "0.1", "Recipe 'linear' has no parameter 'dropout'; it has: batch-size, ")]
    [InlineData("mlp", "weight-decay", "-1", "Parameter 'weight-decay' of recipe 'mlp' is '-1': must be a number from 0 to 10.")]
    [InlineData("mlp", "warm-up", "1", "Parameter 'warm-up' of recipe 'mlp' is '1': must be a number from 0 to 0.9.")]
    [InlineData("mlp", "schedule", "step", "Parameter 'schedule' of recipe 'mlp' is 'step': must be one of: cosine, linear, constant.")]
    [InlineData("mlp", "scaling", "none", "Parameter 'scaling' of recipe 'mlp' is 'none': must be one of: standard, quantile.")]
    [InlineData(
        "linear",
        "missing-indicators",
        "yes",
        "Parameter 'missing-indicators' of recipe 'linear' is 'yes': must be one of: true, false."
    )]
    [InlineData(
        "xgboost",
        "class-weights",
        "1,-2",
        "Parameter 'class-weights' of recipe 'xgboost' is '1,-2': must be a number from 0 to 1000000."
    )]
    [InlineData("xgboost", "until", "0", "Parameter 'until' of recipe 'xgboost' is '0': must be a number from 1E-06 to 1.")]
    [InlineData("mlp", "rounds", "3", "Recipe 'mlp' has no parameter 'rounds'; it has: batch-size, ")]
    [InlineData("xgboost", "subsample", "0", "Parameter 'subsample' of recipe 'xgboost' is '0': must be a number from 0.01 to 1.")]
    [InlineData("linear", "hidden", "3", "Parameter 'hidden' of recipe 'linear' is '3': a linear model has no hidden layers.")]
    public void Read_BadRecipe_Says(string recipe, string name, string value, string message)
    {
        var parameters = new Dictionary<string, string>();
        if (name.Length > 0)
        {
            parameters.Add(name, value);
        }

        Assert.StartsWith(
            message,
            Assert.Throws<TrainingException>(() => Recipe.Read(recipe, parameters, 1, 1)).Message,
            StringComparison.Ordinal
        );
    }

    internal static TrainedModel Train(
        PlantedTable planted,
        Dictionary<string, string> parameters,
        int seed = 1,
        Action<TrainingStep>? progress = null
    ) => Trainer.Train(planted.Table, PlantedTable.Features, planted.Labels, "label", Recipe.Read("mlp", parameters, seed, 1), progress);

    private static double Auc(TrainedModel model, PlantedTable rows)
    {
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        return DeLong.Auc(scorer.Score(rows.Table), rows.Labels);
    }

    private static void Fails(PlantedTable planted, string message) =>
        Assert.Equal(message, Assert.Throws<TrainingException>(() => Train(planted, Short)).Message);
}
