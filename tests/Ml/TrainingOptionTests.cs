namespace ServerlessML.Tests.Ml;

/// <summary>Each option does what it says.</summary>
public sealed class TrainingOptionTests
{
    [Theory]
    [InlineData("cosine", 0.1, 0, 0.5 / 1.1)]
    [InlineData("cosine", 0.1, 9, 5.0 / 1.1)]
    [InlineData("cosine", 0.1, 10, 0.5)]
    [InlineData("cosine", 0.1, 55, 0.255)]
    [InlineData("linear", 0.1, 55, 0.255)]
    [InlineData("linear", 0, 25, 0.3775)]
    [InlineData("cosine", 0, 0, 0.5)]
    [InlineData("constant", 0, 0, 0.5)]
    [InlineData("constant", 0.1, 99, 0.5)]
    public void Rate_ScheduleAndWarmUp_AsSaid(string schedule, double warmUp, long step, double expected)
    {
        var options = Recipe.Read(
            "mlp",
            new Dictionary<string, string>
            {
                ["schedule"] = schedule,
                ["warm-up"] = warmUp.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["learning-rate"] = "0.5",
            },
            1,
            1
        );
        var rate = Schedule.Rate(options, step, 100);

        Assert.Equal(warmUp > 0 && step < 10 ? 0.5 * (step + 1) / 11 : expected, rate, 1e-9);
    }

    /// <summary>A feature that says nothing: the model's probability is the classes' weighted share.</summary>
    [SkippableTheory]
    [InlineData("linear", "none", 0.2)]
    [InlineData("linear", "balanced", 0.5)]
    [InlineData("linear", "1,3", 0.6 / 1.4)]
    [InlineData("xgboost", "balanced", 0.5)]
    [InlineData("xgboost", "1,3", 0.6 / 1.4)]
    public void Train_ClassWeights_MoveTheProbability(string recipe, string weights, double expected)
    {
        Skip.If(recipe == "xgboost" && !XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        const int rows = 4000;
        var table = new Table([CategoryColumn.From("one", Enumerable.Repeat("x", rows))]);
        bool[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 5 == 0)];
        var parameters = new Dictionary<string, string>
        {
            ["class-weights"] = weights,
            ["validation-share"] = "0",
            ["learning-rate"] = recipe == "linear" ? "0.05" : "0.3",
        };
        if (recipe == "linear")
        {
            parameters["epochs"] = "30";
        }

        using var scorer = ModelScorer.Open(
            Trainer.Train(table, ["one"], labels, "label", Recipe.Read(recipe, parameters, 1, 1)).Onnx,
            "test"
        );

        Assert.Equal(expected, scorer.Score(table)[0], 0.02);
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public void Train_MissingIndicators_TellAMissingNumberFromTheMedian(string indicators, bool same)
    {
        var planted = PlantedTable.Of(2000);
        var options = Recipe.Read("mlp", new Dictionary<string, string> { ["missing-indicators"] = indicators, ["epochs"] = "2" }, 1, 1);
        using var scorer = ModelScorer.Open(Trainer.Train(planted.Table, ["level"], planted.Labels, "label", options).Onnx, "test");
        var median = planted
            .Table.Numbers("level")
            .Values.Where(value => !float.IsNaN(value))
            .Order()
            .ElementAt(planted.Table.Numbers("level").Values.Count(value => !float.IsNaN(value)) / 2);

        var scores = scorer.Score(new Table([new NumberColumn("level", [float.NaN, median])]));

        Assert.Equal(same, scores[0] == scores[1]);
    }

    [Fact]
    public void Fit_QuantileScaling_GivesEvenRanks()
    {
        // Of a thousand to one: by deviations all but the largest would be one and the same number.
        float[] values = [.. Enumerable.Range(0, 1001).Select(i => MathF.Exp(i / 50f))];
        var options = Recipe.Read("mlp", new Dictionary<string, string> { ["scaling"] = "quantile" }, 1, 1);
        var scale = NumberEncoding.Fit(new NumberColumn("n", values), options);
        var scaled = Array.ConvertAll(values, scale.Scaled);

        Assert.True(scaled.Zip(scaled.Skip(1)).All(pair => pair.First < pair.Second));
        Assert.Equal(0, scaled.Average(), 0.01);
        Assert.Equal(1, Math.Sqrt(scaled.Average(value => value * value)), 0.01);
        Assert.Equal(-Math.Sqrt(3), scale.Scaled(float.NegativeInfinity), 0.01);
        Assert.Equal(Math.Sqrt(3), scale.Scaled(1e30f), 0.01);
        Assert.Equal(0, scale.Scaled(values[500]), 0.01);
    }

    [Fact]
    public void Train_WeightDecay_MakesProbabilitiesMilder()
    {
        var planted = PlantedTable.Of(3000);
        double Spread(string decay)
        {
            var parameters = new Dictionary<string, string>
            {
                ["weight-decay"] = decay,
                ["epochs"] = "10",
                ["schedule"] = "constant",
            };
            using var scorer = ModelScorer.Open(
                Trainer.Train(planted.Table, PlantedTable.Features, planted.Labels, "label", Recipe.Read("mlp", parameters, 1, 1)).Onnx,
                "test"
            );
            return scorer.Score(planted.Table).Average(p => Math.Abs(p - 0.5));
        }

        Assert.True(Spread("10") < 0.8 * Spread("0"), $"{Spread("10")} against {Spread("0")}");
    }

    [Fact]
    public void Train_Dropout_LearnsAndOverfitsLess()
    {
        // As many parameters as there are rows, and labels of which half are noise.
        var planted = PlantedTable.Of(400);
        var fresh = PlantedTable.Of(3000, seed: 8);
        double Gap(string dropout)
        {
            var parameters = new Dictionary<string, string>
            {
                ["dropout"] = dropout,
                ["epochs"] = "60",
                ["batch-size"] = "50",
                ["hidden"] = "64,64",
            };
            using var scorer = ModelScorer.Open(
                Trainer.Train(planted.Table, PlantedTable.Features, planted.Labels, "label", Recipe.Read("mlp", parameters, 1, 1)).Onnx,
                "test"
            );
            double LogLoss(PlantedTable rows) =>
                new LabelledAnswers(TaskKind.Binary, [], Array.ConvertAll(rows.Labels, label => label ? 1f : 0f), scorer.Score(rows.Table))
                    .ValueOf("log-loss")!
                    .Value;
            return LogLoss(fresh) - LogLoss(planted);
        }

        Assert.True(Gap("0.5") < 0.85 * Gap("0"), $"{Gap("0.5")} against {Gap("0")}");
    }
}
