using MathNet.Numerics.LinearAlgebra;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Ridge;
using ServerlessML.Tests.Ml.Data;

namespace ServerlessML.Tests.Ml;

public sealed partial class SizedDefaultsTests
{
    /// <summary>The measured rows of the parts are all rows, each once, and no part learns from those that measure it.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(7000)]
    [InlineData(20_000)]
    [InlineData(60_000)]
    public void Draw_Parts_NeverMeasureWhatTheyLearn(int rows)
    {
        var options = SizedDefaults.For(Recipe.Read("linear", new Dictionary<string, string>(), 1, 1), rows, columns: 4);
        var plan = RowPlan.Draw(rows, options, new SeededRandom(1L));

        Assert.All(plan.Parts, part => Assert.Empty(part.Training.Intersect(part.Measured)));
        Assert.Equal(plan.Measured.Length, plan.Measured.Distinct().Count());
        Assert.Equal(rows < 12_000 ? rows : Math.Max(2500, rows / 20), plan.Measured.Length);
        Assert.Equal(rows < 50_000 ? rows : rows - plan.Measured.Length, plan.Training.Distinct().Count());
    }

    /// <summary>The answers are to every row by models that did not learn from it, and the metrics are of them.</summary>
    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    [InlineData("auto")]
    public void Train_Defaults_LeaveTheAnswersThatMeasuredThem(string recipe)
    {
        var model = Train(recipe, KnownChances.Of(TaskKind.Binary, 300, seed: 21));

        Assert.Equal(300, model.Validation!.Labels.Count);
        Assert.Null(model.Validation.Fault());
        Assert.Equal(model.Metrics.ValidationAuc!.Value, Auc(model.Validation), 12);
    }

    /// <summary>Noise that deep trees learn by heart is no better than a coin on rows that they did not see.</summary>
    [SkippableFact]
    public void Train_NoiseLearntByHeart_DoesNotShowInTheValidationAnswers()
    {
        SkipWithout("xgboost");
        var rows = KnownChances.Of(TaskKind.Binary, 1000, seed: 22);
        var random = new Random(23);
        rows = rows with { Target = rows.Target with { Values = [.. rows.Target.Values.Select(_ => (float)random.Next(2))] } };
        var parameters = new Dictionary<string, string>
        {
            ["depth"] = "12",
            ["rounds"] = "60",
            ["patience"] = "60",
        };

        var model = Trainer.Train(rows.Table, KnownChances.Features, rows.Target, Recipe.Read("xgboost", parameters, 1, 2));

        Assert.InRange(Auc(model.Validation!), 0.45, 0.55);
    }

    /// <summary>A label that three columns say together, and none of them without the others: each tree must see all three.</summary>
    [SkippableTheory]
    [InlineData(2000)]
    [InlineData(8000)]
    public void Train_TreesOfFewColumns_SeeWhatTheySayTogether(int rows)
    {
        SkipWithout("xgboost");
        var random = new Random(24);
        var chances = Enumerable.Range(0, 4 * 4 * 6).Select(_ => random.Next(2) == 0 ? 0.15 : 0.85).ToArray();
        var cells = Enumerable.Range(0, rows + FreshRows).Select(_ => random.Next(chances.Length)).ToArray();
        float[] came = [.. cells.Select(cell => random.NextDouble() < chances[cell] ? 1f : 0f)];
        Table Columns(int[] some) =>
            new([
                CategoryColumn.From("channel", some.Select(cell => $"c{cell % 4}")),
                CategoryColumn.From("region", some.Select(cell => $"r{cell / 4 % 4}")),
                new NumberColumn("weekday", Array.ConvertAll(some, cell => (float)(cell / 16))),
            ]);

        var model = Trained(
            Columns(cells[..rows]),
            ["channel", "region", "weekday"],
            new Target
            {
                Name = "late",
                Task = TaskKind.Binary,
                Values = came[..rows],
            },
            "xgboost"
        );

        using var scorer = ModelScorer.Open(model.Onnx, "test");
        var fresh = Array.ConvertAll(came[rows..], value => value > 0);
        var best = DeLong.Auc([.. cells[rows..].Select(cell => (float)chances[cell])], fresh);
        Assert.InRange(DeLong.Auc(scorer.Score(Columns(cells[rows..])), fresh), best - 0.05, best);
    }

    private static double Auc(ValidationAnswers answers) =>
        DeLong.Auc([.. answers.Probabilities], [.. answers.Labels.Select(label => label == 1)]);

    /// <summary>Rows of one entity measure together, or are learnt from together, in every part.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    [InlineData(0)]
    public void Draw_SplitByKey_KeepsEntitiesTogether(int folds)
    {
        string[] patients = [.. Enumerable.Range(0, 600).Select(row => $"p{row / 6}")];
        var draws = SplitRowsTests.Draws(SplitKind.Key, new([CategoryColumn.From("patient", patients)]), 0.2, "s");
        var options = Recipe.Read("linear", new Dictionary<string, string>(), 1, 1) with { Folds = folds, ValidationShare = 0.2 };
        var plan = RowPlan.Draw(600, options, new SeededRandom(1L), draws);

        Assert.All(plan.Parts, part =>
            Assert.Empty(part.Training.Select(row => patients[row]).Intersect(part.Measured.Select(row => patients[row])))
        );
        Assert.Equal(folds == 5 ? 600 : 120, plan.Measured.Length);
        Assert.Equal(folds == 0 ? 480 : 600, plan.Training.Length);
    }

    /// <summary>Where time divides, a fold learns from what is older than what it is measured on.</summary>
    [Fact]
    public void Draw_SplitByTime_MeasuresOnNewerRows()
    {
        double[] times = [.. Enumerable.Range(0, 600).Select(row => (double)(row * 37 % 600))];
        var split = new Split
        {
            Kind = SplitKind.Time,
            Share = 0.2,
            Salt = "s",
            Columns = [],
            Time = new() { Column = "at" },
        };
        var options = Recipe.Read("linear", new Dictionary<string, string>(), 1, 1) with { Folds = 5 };
        var plan = RowPlan.Draw(600, options, new SeededRandom(1L), new SplitRows(split, new([]), new int[600], times));

        Assert.Equal(6, plan.Parts.Count);
        Assert.All(plan.Parts.SkipLast(1), part =>
            Assert.True(part.Training.Max(row => times[row]) < part.Measured.Min(row => times[row]))
        );
    }

    /// <summary>Newton's method on the same penalised likelihood, with a dense second derivative.</summary>
    [Fact]
    public void Minimise_RidgeLogistic_EndsWhereNewtonDoes()
    {
        const int rows = 500;
        var known = KnownChances.Of(TaskKind.Binary, rows, seed: 13);
        float[] age = known.Table.Numbers("age").Values,
            other = [.. known.Chances.Select((chance, row) => (float)(chance + (row % 7)))];
        var table = new Table([new NumberColumn("age", age), new NumberColumn("other", other)]);
        var options = Recipe.Read("linear", new Dictionary<string, string> { ["bins"] = "1" }, 1, 2);
        var encoding = FeatureEncoding.Fit(table, ["age", "other"], options);
        int[] all = [.. Enumerable.Range(0, rows)];
        var (encoded, targets, network) = (
            encoding.Encode(table),
            TrainingRows.Of(known.Target, all, options),
            Network.For(encoding, [], 1)
        );
        var objective = new RidgeObjective(encoded, targets, encoding, network, all, new RidgePenalty(10, double.PositiveInfinity), 2);
        var point = objective.Start();
        Lbfgs.Minimise(objective.Evaluate, point, 200, 1e-12);

        var design = Matrix<double>.Build.Dense(rows, 3, (row, c) => c == 2 ? 1 : encoded.NumbersOf(row)[c]);
        var weights = Vector<double>.Build.Dense(3);
        for (var step = 0; step < 30; step++)
        {
            var chances = (design * weights).Map(sum => 1 / (1 + Math.Exp(-sum)));
            var penalty = Vector<double>.Build.Dense([10, 10, 0]);
            var gradient =
                (design.Transpose() * (chances - Vector<double>.Build.Dense(rows, row => known.Target.Values[row])))
                + penalty.PointwiseMultiply(weights);
            var second =
                (design.Transpose() * Matrix<double>.Build.DenseOfDiagonalVector(chances.PointwiseMultiply(1 - chances)) * design)
                + Matrix<double>.Build.DenseOfDiagonalVector(penalty);
            weights -= second.Solve(gradient);
        }

        // The learned table has a row a column, which bins left out leave at nothing.
        Assert.Equal(
            [0, 0, .. weights.Select(weight => Math.Round(weight, 4))],
            objective.Parameters(point).Select(value => Math.Round(value, 4))
        );
    }

    [Fact]
    public void Evaluate_AnyThreads_SameBits()
    {
        var known = KnownChances.Of(TaskKind.MultiClass, 20_000, seed: 14);
        var options = Recipe.Read("linear", new Dictionary<string, string>(), 1, 1);
        var encoding = FeatureEncoding.Fit(known.Table, KnownChances.Features, options);
        int[] all = [.. Enumerable.Range(0, known.Table.RowCount)];
        var (encoded, targets, network) = (
            encoding.Encode(known.Table),
            TrainingRows.Of(known.Target, all, options),
            Network.For(encoding, [], 3)
        );

        (double, string) With(int threads)
        {
            var objective = new RidgeObjective(encoded, targets, encoding, network, all, new RidgePenalty(1, 3), threads);
            var gradient = new double[network.ParameterCount];
            return (objective.Evaluate(objective.Start(), gradient), string.Join(',', gradient));
        }

        Assert.Equal(With(1), With(4));
    }
}
