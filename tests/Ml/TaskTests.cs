using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Tests.Ml;

/// <summary>Several classes, and numbers, with each recipe.</summary>
public sealed class TaskTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Parameters = new()
    {
        ["linear"] = new()
        {
            ["epochs"] = "12",
            ["batch-size"] = "128",
            ["learning-rate"] = "0.05",
        },
        ["mlp"] = new()
        {
            ["epochs"] = "12",
            ["batch-size"] = "128",
            ["hidden"] = "32,16",
        },
        ["xgboost"] = new()
        {
            ["rounds"] = "60",
            ["depth"] = "4",
            ["min-category-rows"] = "1",
        },
    };

    [SkippableTheory]
    [InlineData("linear", 0.5)]
    [InlineData("mlp", 0.85)]
    [InlineData("xgboost", 0.85)]
    public void Train_ThreeClasses_LearnsThemOnFreshRows(string recipe, double accuracy)
    {
        var model = Train(recipe, TaskKind.MultiClass, 6000);
        var fresh = PlantedTask.Of(TaskKind.MultiClass, 3000, seed: 8);
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        var answers = scorer.Score(fresh.Table);
        LabelledAnswers judged = new(TaskKind.MultiClass, fresh.Target.Classes, fresh.Target.Values, answers);

        Assert.Equal((TaskKind.MultiClass, 3), (scorer.Task, scorer.Outputs));
        Assert.Equal(9000, answers.Length);
        Assert.All(answers.Chunk(3), row => Assert.Equal(1, row.Sum(), 1e-5));
        // One row in ten is drawn anew: 0.93 is the best there is; levels that are missing cost some.
        Assert.InRange(judged.ValueOf("accuracy")!.Value, accuracy, 0.95);
        Assert.InRange(judged.ValueOf("macro-auc")!.Value, recipe == "linear" ? 0.7 : 0.9, 0.97);
        Assert.InRange(model.Metrics.Validation!["accuracy"], accuracy - 0.05, 0.97);
        Assert.Equal(-model.Metrics.Validation!["log-loss"], model.Metrics.ValidationScore!.Value, 1e-9);
        Assert.Null(model.Metrics.ValidationAuc);
        using var session = new InferenceSession(model.Onnx);
        Assert.Equal("""["low","middle","high"]""", session.ModelMetadata.CustomMetadataMap["classes"]);
    }

    [SkippableTheory]
    [InlineData("linear", 30, 60)]
    [InlineData("mlp", 5, 22)]
    [InlineData("xgboost", 5, 22)]
    public void Train_Number_LearnsItOnFreshRows(string recipe, double least, double most)
    {
        var model = Train(recipe, TaskKind.Regression, 6000);
        var fresh = PlantedTask.Of(TaskKind.Regression, 3000, seed: 8);
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        var answers = scorer.Score(fresh.Table);
        LabelledAnswers judged = new(TaskKind.Regression, [], fresh.Target.Values, answers);

        Assert.Equal((TaskKind.Regression, 1), (scorer.Task, scorer.Outputs));
        // Below the noise nobody can be; a level that is missing costs up to a hundred.
        Assert.InRange(judged.ValueOf("rmse")!.Value, least, most);
        Assert.True(judged.ValueOf("mae") < judged.ValueOf("rmse"));
        Assert.Equal(-model.Metrics.Validation!["rmse"], model.Metrics.ValidationScore!.Value, 1e-9);
        Assert.InRange(model.Metrics.Validation!["r2"], recipe == "linear" ? 0.3 : 0.9, 1);
    }

    [SkippableTheory]
    [InlineData("linear", TaskKind.Binary)]
    [InlineData("linear", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.Regression)]
    [InlineData("xgboost", TaskKind.MultiClass)]
    [InlineData("xgboost", TaskKind.Regression)]
    public void Train_SameSeedAndThreads_SameBytes(string recipe, TaskKind task) =>
        Assert.Single(Enumerable.Range(0, 3).Select(_ => Digest.Of(Train(recipe, task, 1000, threads: 2).Onnx)).Distinct());

    /// <summary>Missing values and categories that training did not see.</summary>
    [SkippableTheory]
    [InlineData(TaskKind.MultiClass)]
    [InlineData(TaskKind.Regression)]
    public void Graph_TreesOfOtherTasks_AgreesWithTheLibrary(TaskKind task)
    {
        Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var planted = PlantedTask.Of(task, 3000);
        int[] all = [.. Enumerable.Range(0, planted.Table.RowCount)];
        var options = Recipe.Read("xgboost", Parameters["xgboost"], 3, 1);
        var encoding = BoostingEncoding.Fit(planted.Table, PlantedTable.Features, planted.Target, all, options);
        var head = Head.For(planted.Target, all);
        using var rows = Matrix(planted.Table, planted.Target.Values);
        using var booster = new Booster(rows, [], BoostingParameters.Of(options, head, 0));
        foreach (var round in Enumerable.Range(0, 30))
        {
            booster.Grow(round);
        }

        var trees = BoostedTree.Read(booster.Save());
        var test = PlantedTask.Of(task, 2000, seed: 9).Table;
        var city = test.Categories("city");
        test = new Table([
            test["level"],
            test["noise"],
            test["colour"],
            CategoryColumn.From(
                "city",
                Enumerable
                    .Range(0, test.RowCount)
                    .Select(row =>
                        row % 7 == 0 ? "Nowhere"
                        : row % 11 == 0 ? null
                        : city[row]
                    )
            ),
        ]);
        using var hard = Matrix(test, null);
        var expected = booster.Score(hard);
        using var scorer = ModelScorer.Open(
            BoostedGraph.Build(new(planted.Table, PlantedTable.Features), encoding, trees, head, "xgboost", planted.Target),
            "test"
        );
        var actual = scorer.Score(test);

        Assert.Equal(30 * head.Outputs, trees.Count);
        Assert.Equal(test.RowCount * head.Outputs, actual.Length);
        var unit = task == TaskKind.Regression ? head.Deviation : 1;
        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other) / unit).Max(), 0, 1e-5);

        RowMatrix Matrix(Table table, float[]? labels)
        {
            int[] chosen = [.. Enumerable.Range(0, table.RowCount)];
            var matrix = new RowMatrix(encoding.Encode(table, chosen), PlantedTable.Features.Length, labels, 1);
            matrix.StartFrom([.. Enumerable.Repeat(head.Mean, table.RowCount * head.Outputs)]);
            return matrix;
        }
    }

    [Fact]
    public void Train_OneNumberAlone_Says()
    {
        var planted = PlantedTask.Of(TaskKind.Regression, 100);
        var constant = planted with { Target = planted.Target with { Values = [.. Enumerable.Repeat(3f, 100)] } };

        Assert.Equal("Label 'label' is 3 in all 100 training rows: there is nothing to learn.", Fails(constant, []));
    }

    [Fact]
    public void Train_OneClassOfThree_Says()
    {
        var planted = PlantedTask.Of(TaskKind.MultiClass, 100);
        var constant = planted with { Target = planted.Target with { Values = [.. Enumerable.Repeat(1f, 100)] } };

        Assert.Equal("Label 'label' has one class alone: all 100 training rows are 'middle'.", Fails(constant, []));
    }

    [Fact]
    public void Train_WeightsThatDoNotFit_Says()
    {
        Assert.Equal(
            "Label 'label' has 3 classes; 'class-weights' has 2.",
            Fails(PlantedTask.Of(TaskKind.MultiClass, 100), new() { ["class-weights"] = "1,2" })
        );
        Assert.Equal(
            "Label 'label' is a number and has no classes: 'class-weights' cannot be used.",
            Fails(PlantedTask.Of(TaskKind.Regression, 100), new() { ["class-weights"] = "balanced" })
        );
    }

    [Fact]
    public void Of_LabelOutsideItsDefinition_Says()
    {
        var table = new Table([new NumberColumn("kind", [0, 2, 3]), new NumberColumn("count", [1, float.NaN, 2])]);

        Assert.Equal(
            "Label 'kind' must be a class from 0 to 2; row 3 has 3.",
            Assert.Throws<ColumnException>(() => Target.Of(table, new() { Name = "kind", Values = ["a", "b", "c"] })).Message
        );
        Assert.Equal(
            "Label 'count' must be a finite number; row 2 has NaN.",
            Assert
                .Throws<ColumnException>(() =>
                    Target.Of(
                        table,
                        new()
                        {
                            Name = "count",
                            Values = [],
                            Type = ColumnType.Number,
                        }
                    )
                )
                .Message
        );
    }

    private static string Fails(PlantedTask planted, Dictionary<string, string> parameters) =>
        Assert
            .Throws<TrainingException>(() =>
                Trainer.Train(planted.Table, PlantedTable.Features, planted.Target, Recipe.Read("mlp", parameters, 1, 1))
            )
            .Message;

    private static TrainedModel Train(string recipe, TaskKind task, int rows, int threads = 1)
    {
        Skip.If(recipe == "xgboost" && !XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var planted = PlantedTask.Of(task, rows);
        return Trainer.Train(planted.Table, PlantedTable.Features, planted.Target, Recipe.Read(recipe, Parameters[recipe], 1, threads));
    }
}
