namespace ServerlessML.Tests.Ml;

/// <summary>What one step does, against differences of the loss and against AdamW's formula.</summary>
public sealed class StepGraphTests
{
    private const int Rows = 40;

    [Theory]
    [InlineData("linear", TaskKind.Binary, "")]
    [InlineData("mlp", TaskKind.Binary, "")]
    [InlineData("mlp", TaskKind.Binary, "dropout=0.4 class-weights=1,3")]
    [InlineData("linear", TaskKind.MultiClass, "class-weights=1,3,0.5")]
    [InlineData("mlp", TaskKind.MultiClass, "dropout=0.4")]
    [InlineData("mlp", TaskKind.Regression, "dropout=0.4 scaling=quantile")]
    public void Step_Gradient_IsTheLossesSlope(string recipe, TaskKind task, string parameters)
    {
        using var step = new OneStep(recipe, task, parameters);
        var start = step.Start();
        var gradient = step.Take(start).Memory.Momentum.Select(momentum => momentum / 0.1).ToArray();

        const float away = 0.001f;
        double[] slopes =
        [
            .. Enumerable
                .Range(0, start.Length)
                .Select(i =>
                {
                    var (up, down) = ((float[])start.Clone(), (float[])start.Clone());
                    up[i] += away;
                    down[i] -= away;
                    return (step.Take(up).Loss - step.Take(down).Loss) / (2 * away);
                }),
        ];

        // A rectifier's kink between the two points makes a difference that is no slope; there are few.
        var agree = slopes.Zip(gradient).Count(pair => Math.Abs(pair.First - pair.Second) < 0.0005 + 0.01 * Math.Abs(pair.First));
        Assert.InRange(agree, 0.95 * start.Length, start.Length);
        Assert.True(slopes.Count(slope => Math.Abs(slope) > 0.002) > start.Length / 6);
    }

    [Fact]
    public void Step_WeightDecay_TakesItsShareOfEachParameter()
    {
        using var plain = new OneStep("mlp", TaskKind.Binary, "");
        using var decayed = new OneStep("mlp", TaskKind.Binary, "weight-decay=0.5");
        var start = plain.Start();

        var (without, with) = (plain.Take(start).Memory.Parameters, decayed.Take(start).Memory.Parameters);

        Assert.All(start.Zip(without.Zip(with)), part =>
            Assert.Equal(part.Second.First - OneStep.Rate * 0.5 * part.First, part.Second.Second, 1e-6)
        );
    }

    [Fact]
    public void Fill_Dropout_DropsItsShareAndLiftsTheRest()
    {
        var options = Recipe.Read("mlp", new Dictionary<string, string> { ["dropout"] = "0.25", ["hidden"] = "50" }, 1, 1);
        var planted = PlantedTask.Of(TaskKind.Binary, Rows);
        var encoding = FeatureEncoding.Fit(planted.Table, PlantedTable.Features, options);
        using var batch = new Batch(
            encoding.Encode(planted.Table),
            TrainingRows.Of(planted.Target, [0], options),
            encoding,
            options.Hidden,
            Rows
        );
        var random = new SeededRandom(3L);
        List<float> masks = [];
        for (var step = 0; step < 20; step++)
        {
            batch.Fill([.. Enumerable.Range(0, Rows)], random, options);
            masks.AddRange(batch.Inputs.Single(input => input.Name == "mask0").Value.GetTensorDataAsSpan<float>());
        }

        Assert.Equal(20 * Rows * 50, masks.Count);
        Assert.Equal([0, 4 / 3f], masks.Distinct().Order());
        Assert.Equal(0.25, masks.Count(mask => mask == 0) / (double)masks.Count, 0.01);
    }
}
