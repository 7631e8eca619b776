using MathNet.Numerics.LinearAlgebra;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Ridge;
using ServerlessML.Tests.Ml.Data;

namespace ServerlessML.Tests.Ml;

/// <summary>What a person gets without a parameter, on few rows and on more.</summary>
public sealed partial class SizedDefaultsTests
{
    private const int FreshRows = 20_000;

    /// <summary>The largest distance of the calibration slope from one, in logarithms: what a training set of the size leaves
    /// open.</summary>
    [SkippableTheory]
    [InlineData("linear", 300, 0.45)]
    [InlineData("mlp", 300, 0.45)]
    [InlineData("xgboost", 300, 0.45)]
    [InlineData("auto", 300, 0.45)]
    [InlineData("linear", 5000, 0.15)]
    [InlineData("mlp", 5000, 0.15)]
    [InlineData("xgboost", 5000, 0.15)]
    public void Train_Defaults_AreCalibratedOnFreshRows(string recipe, int rows, double open)
    {
        var (learnt, fresh) = (KnownChances.Of(TaskKind.Binary, rows, seed: 1), KnownChances.Of(TaskKind.Binary, FreshRows, seed: 2));
        var said = Score(Train(recipe, learnt), fresh);

        var rate = fresh.Target.Values.Average();
        Assert.InRange(said.Average(), rate - (3 * Math.Sqrt(rate * (1 - rate) / rows)), rate + (3 * Math.Sqrt(rate * (1 - rate) / rows)));
        Assert.InRange(Math.Log(SlopeOf(said, fresh.Target.Values)), -open, open);
        // What the chances themselves reach, less what so many rows leave unknown: of a sum of parts, to trees the most.
        var best = DeLong.Auc(Array.ConvertAll(fresh.Chances, chance => (float)chance), Came(fresh));
        Assert.InRange(
            DeLong.Auc(said, Came(fresh)),
            best
                - (
                    rows >= 1000 ? 0.025
                    : recipe == "xgboost" ? 0.08
                    : 0.05
                ),
            best
        );
    }

    [SkippableTheory]
    [InlineData("linear", 300)]
    [InlineData("mlp", 300)]
    [InlineData("xgboost", 300)]
    [InlineData("auto", 5000)]
    public void Train_DefaultsOfANumber_AreRightOnAverage(string recipe, int rows)
    {
        var (learnt, fresh) = (
            KnownChances.Of(TaskKind.Regression, rows, seed: 3),
            KnownChances.Of(TaskKind.Regression, FreshRows, seed: 4)
        );
        var said = Score(Train(recipe, learnt), fresh);

        var (mean, deviation) = MeanAndDeviation(fresh.Target.Values);
        Assert.InRange(said.Average(), mean - (3 * deviation / Math.Sqrt(rows)), mean + (3 * deviation / Math.Sqrt(rows)));
        // Sixty is the noise; missing values cost some.
        Assert.InRange(
            Math.Sqrt(said.Zip(fresh.Target.Values, (one, other) => (double)(one - other) * (one - other)).Average()),
            60,
            rows < 1000 ? 76 : 70
        );
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_DefaultsOfClasses_MeanTheirShares(string recipe)
    {
        const int rows = 400;
        var (learnt, fresh) = (
            KnownChances.Of(TaskKind.MultiClass, rows, seed: 5),
            KnownChances.Of(TaskKind.MultiClass, FreshRows, seed: 6)
        );
        var said = Score(Train(recipe, learnt), fresh).Chunk(3).ToList();

        for (var number = 0; number < 3; number++)
        {
            var share = fresh.Target.Values.Count(value => (int)value == number) / (double)FreshRows;
            Assert.InRange(
                said.Average(row => row[number]),
                share - (3 * Math.Sqrt(share * (1 - share) / rows)),
                share + (3 * Math.Sqrt(share * (1 - share) / rows))
            );
        }
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_NothingToFind_SaysTheBaseRate(string recipe)
    {
        var (learnt, fresh) = (KnownChances.Of(TaskKind.Binary, 300, seed: 7), KnownChances.Of(TaskKind.Binary, FreshRows, seed: 8));
        var random = new Random(9);
        float[] noise = [.. learnt.Target.Values.Select(_ => random.Next(4) == 0 ? 1f : 0f)];
        var said = Score(Train(recipe, learnt with { Target = learnt.Target with { Values = noise } }), fresh);

        Assert.InRange(said.Average(), 0.18, 0.32);
        Assert.InRange(MeanAndDeviation(said).Deviation, 0, 0.06);
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    [InlineData("auto")]
    public void Train_CategoriesAlone_LearnsThem(string recipe)
    {
        var table = PlantedTable.Of(300);
        string[] bands = ["low", "high"];
        var level = table.Table.Numbers("level").Values;
        var categories = new Table([
            CategoryColumn.From("band", level.Select(value => float.IsNaN(value) ? null : bands[value > 5 ? 1 : 0])),
            table.Table["city"],
            table.Table["colour"],
            CategoryColumn.From("empty-but-one", Enumerable.Range(0, 300).Select(row => row == 0 ? "x" : null)),
        ]);

        var model = Trained(categories, ["band", "city", "colour", "empty-but-one"], Target.Binary(table.Labels, "label"), recipe);

        using var scorer = ModelScorer.Open(model.Onnx, "test");
        // Two thirds of the rows follow the band alone; the rest need the city beside it, which a sum cannot say.
        Assert.InRange(DeLong.Auc(scorer.Score(categories), table.Labels), recipe == "linear" ? 0.65 : 0.7, 1);
    }

    [Theory]
    [InlineData("linear", TaskKind.Binary)]
    [InlineData("linear", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.Binary)]
    [InlineData("mlp", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.Regression)]
    public void Train_LearningRateOfAThousand_FailsAndNamesIt(string recipe, TaskKind task)
    {
        var rows = KnownChances.Of(task, 700, seed: 10);
        var failure = Assert.Throws<TrainingException>(() =>
            Trainer.Train(
                rows.Table,
                KnownChances.Features,
                rows.Target,
                Recipe.Read(recipe, new Dictionary<string, string> { ["learning-rate"] = "1000" }, 1, 1)
            )
        );

        Assert.StartsWith("Training diverged", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "A lower learning-rate than 1000 may help, or leaving learning-rate out, which takes the default.",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public void Train_ParametersGiven_AreObeyed()
    {
        var rows = KnownChances.Of(TaskKind.Binary, 700, seed: 11);
        var network = Given("mlp", ("epochs", "2"), ("batch-size", "70"), ("validation-share", "0"));
        var linear = Given("linear", ("epochs", "3"), ("batch-size", "100"), ("validation-share", "0"));
        var trees = Given("xgboost", ("rounds", "7"), ("patience", "0"));

        Assert.Equal((2, 20L, 700L), (network.Epochs, network.Steps, network.Rows));
        Assert.Equal((3, 21L), (linear.Epochs, linear.Steps));
        Assert.Equal((7, 665L), (trees.Epochs, trees.Rows));

        TrainingMetrics Given(string recipe, params (string Name, string Value)[] parameters)
        {
            SkipWithout(recipe);
            return Trainer
                .Train(
                    rows.Table,
                    KnownChances.Features,
                    rows.Target,
                    Recipe.Read(recipe, parameters.ToDictionary(pair => pair.Name, pair => pair.Value), 1, 1)
                )
                .Metrics;
        }
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_FewRows_LearnsFromAllAndMeasuresOnAll(string recipe)
    {
        var rows = KnownChances.Of(TaskKind.Binary, 300, seed: 12);
        var metrics = Train(recipe, rows).Metrics;

        Assert.Equal(300, metrics.Rows);
        // Of the folds, and so what fresh rows give, not what the training rows do.
        Assert.InRange(metrics.ValidationAuc!.Value, 0.6, 0.85);
        Assert.Equal(-metrics.Validation!["log-loss"], metrics.ValidationScore!.Value, 1e-9);
    }

    internal static TrainedModel Train(string recipe, KnownChances rows) => Trained(rows.Table, KnownChances.Features, rows.Target, recipe);

    private static TrainedModel Trained(Table table, IReadOnlyList<string> features, Target target, string recipe)
    {
        SkipWithout(recipe);
        return Trainer.Train(table, features, target, Recipe.Read(recipe, new Dictionary<string, string>(), 1, 2));
    }

    private static void SkipWithout(string recipe) =>
        Skip.If(recipe == "xgboost" && !XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");

    private static float[] Score(TrainedModel model, KnownChances fresh)
    {
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        var said = scorer.Score(fresh.Table);
        Assert.All(said, value => Assert.True(float.IsFinite(value)));
        return said;
    }

    private static bool[] Came(KnownChances rows) => Array.ConvertAll(rows.Target.Values, value => value > 0);

    private static (double Mean, double Deviation) MeanAndDeviation(float[] values)
    {
        var mean = values.Average(value => (double)value);
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }

    /// <summary>The slope of a logistic regression of what came on the log odds of what was said (Cox 1958).</summary>
    private static double SlopeOf(float[] said, float[] came)
    {
        var (level, slope) = (0.0, 1.0);
        for (var step = 0; step < 30; step++)
        {
            double g0 = 0,
                g1 = 0,
                h00 = 0,
                h01 = 0,
                h11 = 0;
            for (var row = 0; row < said.Length; row++)
            {
                var odds = Math.Log(Math.Max(said[row], 1e-7) / Math.Max(1 - said[row], 1e-7));
                var chance = 1 / (1 + Math.Exp(-(level + (slope * odds))));
                var (off, weight) = (came[row] - chance, chance * (1 - chance));
                (g0, g1, h00, h01, h11) = (g0 + off, g1 + (off * odds), h00 + weight, h01 + (weight * odds), h11 + (weight * odds * odds));
            }

            var determinant = (h00 * h11) - (h01 * h01);
            (level, slope) = (level + (((h11 * g0) - (h01 * g1)) / determinant), slope + (((h00 * g1) - (h01 * g0)) / determinant));
        }

        return slope;
    }
}
