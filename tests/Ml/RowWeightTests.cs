namespace ServerlessML.Tests.Ml;

/// <summary>What rows count in training.</summary>
public sealed class RowWeightTests
{
    private static readonly PlantedTable Planted = PlantedTable.Of(3000);

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_RowsThatCountNothing_TeachNothing(string recipe)
    {
        // Half of the rows say the opposite of the rule, and count nothing.
        var labels = Planted.Labels.Select((label, row) => row % 2 == 0 ? label : !label).ToArray();
        var target = Target.Binary(labels, "label");
        var weights = labels.Select((_, row) => row % 2 == 0 ? 1f : 0).ToArray();
        Assert.InRange(Auc(Train(recipe, target with { Weights = weights })), recipe == "linear" ? 0.6 : 0.75, 1);
        Assert.InRange(
            Auc(Train(recipe, target with { Weights = [.. weights.Select(weight => 1 - weight)] })),
            0,
            recipe == "linear" ? 0.4 : 0.25
        );
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_WeightsInAnotherUnit_GiveTheSameModel(string recipe)
    {
        var target = Target.Binary(Planted.Labels, "label");
        float[] weights = [.. Planted.Labels.Select((_, row) => 1f + (row % 3))];
        var one = Train(recipe, target with { Weights = weights });
        // Four times is exact in a float.
        Assert.Equal(one.Onnx, Train(recipe, target with { Weights = [.. weights.Select(weight => 4 * weight)] }).Onnx);
        Assert.NotEqual(one.Onnx, Train(recipe, target).Onnx);
    }

    [Fact]
    public void Train_ANumberByWeights_BeginsWithTheirMean()
    {
        var target = new Target
        {
            Name = "label",
            Task = TaskKind.Regression,
            Values = [.. Planted.Labels.Select((label, row) => (label ? 10f : 0) + (row % 2 * 100))],
            Weights = [.. Planted.Labels.Select((_, row) => row % 2 == 0 ? 1f : 0)],
        };
        using var scorer = ModelScorer.Open(Train("linear", target).Onnx, "linear");
        Assert.InRange(scorer.Score(Planted.Table).Average(), 3, 7);
    }

    [Fact]
    public void Train_WithoutAnyWeight_SaysSo() =>
        Assert.Contains(
            "no row counts",
            Assert
                .Throws<TrainingException>(() =>
                    Train("linear", Target.Binary(Planted.Labels, "label") with { Weights = new float[Planted.Labels.Length] })
                )
                .Message
        );

    private static TrainedModel Train(string recipe, Target target) =>
        Trainer.Train(Planted.Table, PlantedTable.Features, target, Recipe.Read(recipe, new Dictionary<string, string>(), 1, 1));

    private static double Auc(TrainedModel model)
    {
        var fresh = PlantedTable.Of(2000, seed: 8);
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        float[] labels = [.. fresh.Labels.Select(label => label ? 1f : 0f)];
        return new LabelledAnswers(TaskKind.Binary, ["0", "1"], labels, scorer.Score(fresh.Table)).ValueOf("auc")!.Value;
    }
}
