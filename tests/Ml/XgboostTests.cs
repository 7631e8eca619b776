namespace ServerlessML.Tests.Ml;

public sealed class XgboostTests
{
    private static readonly PlantedTable Planted = PlantedTable.Of(4000);

    private static readonly Dictionary<string, string> Short = new()
    {
        ["rounds"] = "20",
        ["depth"] = "4",
        ["learning-rate"] = "0.3",
        ["subsample"] = "0.8",
        ["colsample"] = "0.8",
        ["min-category-rows"] = "1",
    };

    [SkippableFact]
    public void Train_PlantedInteraction_LearnsItOnFreshRows()
    {
        var model = Train(Planted, Short);
        var fresh = PlantedTable.Of(3000, seed: 8);

        using var scorer = ModelScorer.Open(model.Onnx, "test");
        Assert.InRange(DeLong.Auc(scorer.Score(fresh.Table), fresh.Labels), 0.84, 0.95);
        Assert.InRange(model.Metrics.ValidationAuc!.Value, 0.8, 0.96);
        Assert.Equal((20L, "xgboost"), (model.Metrics.Steps, model.Metrics.Recipe));
        Assert.True(model.Metrics.Losses[^1] < model.Metrics.Losses[0]);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Train_SameSeedAndThreads_SameBytes(int threads) =>
        Assert.Single(Enumerable.Range(0, 3).Select(_ => Digest.Of(Train(Planted, Short, threads: threads).Onnx)).Distinct());

    [SkippableFact]
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

    [SkippableFact]
    public void Train_OtherSeed_OtherModel() =>
        Assert.NotEqual(Digest.Of(Train(Planted, Short).Onnx), Digest.Of(Train(Planted, Short, seed: 2).Onnx));

    [SkippableFact]
    public void Train_Patience_KeepsTheBestRound()
    {
        var seen = new List<TrainingStep>();
        var model = Train(
            Planted,
            new(Short)
            {
                ["rounds"] = "500",
                ["patience"] = "5",
                ["validation-share"] = "0.2",
            },
            progress: seen.Add
        );

        Assert.InRange(model.Metrics.Epochs, 6, 499);
        Assert.Equal(seen.MaxBy(step => step.ValidationScore)!.ValidationAuc, model.Metrics.ValidationAuc);
        Assert.Equal(model.Metrics.Losses[model.Metrics.Epochs - 1 - 5], model.Metrics.FinalLoss);
        Assert.Equal(model.Metrics.Steps, seen[^1].Step);
    }

    [SkippableFact]
    public void Train_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Train(Planted, Short, progress: _ => source.Cancel(), cancellation: source.Token));
    }

    [SkippableFact]
    public void Train_InfiniteNumber_Says()
    {
        var level = Planted.Table.Numbers("level").Values.ToArray();
        level[7] = float.PositiveInfinity;
        var table = new Table([
            .. Planted.Table.Columns.Select(column => column.Name == "level" ? new NumberColumn("level", level) : column),
        ]);

        var failure = Assert.Throws<TrainingException>(() => Train(new PlantedTable(table, Planted.Labels), Short));
        Assert.Equal("Column 'level' has an infinite value.", failure.Message);
    }

    /// <summary>Missing values, categories that training did not see, and values at a threshold and right below and above it.</summary>
    [SkippableTheory]
    [InlineData("min-category-rows", "1")]
    [InlineData("category-order", "label")]
    [InlineData("min-category-rows", "900")]
    public void Graph_EveryRow_AgreesWithTheLibrary(string parameter, string value)
    {
        Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var options = Recipe.Read("xgboost", new Dictionary<string, string>(Short) { [parameter] = value }, 3, 1);
        int[] all = [.. Enumerable.Range(0, Planted.Labels.Length)];
        var encoding = BoostingEncoding.Fit(Planted.Table, PlantedTable.Features, Target.Binary(Planted.Labels, "label"), all, options);
        using var rows = new RowMatrix(
            encoding.Encode(Planted.Table, all),
            PlantedTable.Features.Length,
            [.. Planted.Labels.Select(label => label ? 1f : 0f)],
            1
        );
        using var booster = new Booster(
            rows,
            [],
            [("objective", "binary:logistic"), ("tree_method", "hist"), ("max_depth", "6"), ("base_score", "0.5"), ("nthread", "1")]
        );
        foreach (var round in Enumerable.Range(0, 40))
        {
            booster.Grow(round);
        }

        var trees = BoostedTree.Read(booster.Save());
        var test = Hard(PlantedTable.Of(2000, seed: 9).Table, trees);
        using var hard = new RowMatrix(
            encoding.Encode(test, [.. Enumerable.Range(0, test.RowCount)]),
            PlantedTable.Features.Length,
            null,
            1
        );
        var expected = booster.Score(hard);
        using var scorer = ModelScorer.Open(
            BoostedGraph.Build(
                new(Planted.Table, PlantedTable.Features),
                encoding,
                trees,
                new Head(TaskKind.Binary, 1, 0, 1),
                "xgboost",
                Target.Binary(Planted.Labels, "label")
            ),
            "test"
        );
        var actual = scorer.Score(test);

        Assert.Equal(40, trees.Count);
        Assert.True(expected.Distinct().Count() > 500);
        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max(), 0, 1e-5);
    }

    [Theory]
    [InlineData("frequency", TaskKind.Binary, "rare,middle,often")]
    [InlineData("label", TaskKind.Binary, "often,rare,middle")]
    [InlineData("label", TaskKind.Regression, "often,rare,middle")]
    public void Fit_CategoryOrder_NumbersTheCategories(string order, TaskKind task, string expected)
    {
        var options = Recipe.Read("xgboost", new Dictionary<string, string> { ["category-order"] = order }, 1, 1);
        string[] texts = [.. Enumerable.Repeat("often", 300), .. Enumerable.Repeat("middle", 200), .. Enumerable.Repeat("rare", 100)];
        var target = new Target
        {
            Name = "label",
            Task = task,
            Values =
            [
                .. Enumerable
                    .Range(0, 600)
                    .Select(row =>
                        texts[row] == "often" ? 0f
                        : texts[row] == "middle" ? 1f
                        : row % 2
                    ),
            ],
        };

        var ranked = RankedCategories.Fit(CategoryColumn.From("size", texts), target, [.. Enumerable.Range(0, 600)], options);

        Assert.Equal(expected.Split(','), ranked.Ranked);
    }

    [Fact]
    public void Fit_LabelOrderOfThreeClasses_PartsTheUnlike()
    {
        // Two kinds of categories: all of class 0, or half and half of 1 and 2.
        string[] names = ["a", "b", "c", "d"];
        var options = Recipe.Read("xgboost", new Dictionary<string, string> { ["category-order"] = "label" }, 1, 1);
        var target = new Target
        {
            Name = "label",
            Task = TaskKind.MultiClass,
            Classes = ["x", "y", "z"],
            Values = [.. Enumerable.Range(0, 800).Select(row => row % 2 == 0 ? 0f : 1 + row / 4 % 2)],
        };

        var ranked = RankedCategories
            .Fit(
                CategoryColumn.From("kind", Enumerable.Range(0, 800).Select(row => names[row % 4])),
                target,
                [.. Enumerable.Range(0, 800)],
                options
            )
            .Ranked;

        Assert.True(ranked[..2].Order().SequenceEqual(["a", "c"]) || ranked[..2].Order().SequenceEqual(["b", "d"]));
    }

    private static Table Hard(Table table, IReadOnlyList<BoostedTree> trees)
    {
        var level = table.Numbers("level").Values.ToArray();
        float[] thresholds =
        [
            .. trees
                .SelectMany(tree =>
                    Enumerable
                        .Range(0, tree.Left.Length)
                        .Where(node => tree.Left[node] >= 0 && tree.Column[node] == 0)
                        .Select(node => tree.Threshold[node])
                )
                .Distinct(),
        ];
        Assert.True(thresholds.Length > 50);
        for (var row = 0; row < level.Length; row += 2)
        {
            var threshold = thresholds[row / 2 % thresholds.Length];
            level[row] = (row / 2 % 3) switch
            {
                0 => threshold,
                1 => MathF.BitDecrement(threshold),
                _ => MathF.BitIncrement(threshold),
            };
        }

        var city = table.Categories("city");
        return new Table([
            new NumberColumn("level", level),
            table["noise"],
            CategoryColumn.From(
                "city",
                Enumerable
                    .Range(0, table.RowCount)
                    .Select(row =>
                        row % 7 == 0 ? "Nowhere"
                        : row % 11 == 0 ? null
                        : city[row]
                    )
            ),
            table["colour"],
        ]);
    }

    private static TrainedModel Train(
        PlantedTable planted,
        Dictionary<string, string> parameters,
        int seed = 1,
        int threads = 1,
        Action<TrainingStep>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        return Trainer.Train(
            planted.Table,
            PlantedTable.Features,
            planted.Labels,
            "label",
            Recipe.Read("xgboost", parameters, seed, threads),
            progress,
            null,
            cancellation
        );
    }
}
