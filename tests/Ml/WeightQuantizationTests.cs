using ServerlessML.Ml.Onnx;
using ServerlessML.Models.Format;

namespace ServerlessML.Tests.Ml;

public sealed class WeightQuantizationTests
{
    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.MultiClass)]
    [InlineData(TaskKind.Regression)]
    public void Quantize_WideNetwork_IsSmallAndSaysNearlyTheSame(TaskKind task)
    {
        var planted = PlantedTask.Of(task, 3000);
        var model = Trainer
            .Train(
                planted.Table,
                PlantedTable.Features,
                planted.Target,
                Recipe.Read(
                    "mlp",
                    new Dictionary<string, string>
                    {
                        ["hidden"] = "128,64",
                        ["epochs"] = "6",
                        ["batch-size"] = "128",
                        ["learning-rate"] = "0.005",
                    },
                    1,
                    1
                )
            )
            .Onnx;

        var bytes = WeightQuantization.Quantize(model)!;

        Assert.InRange(bytes.Length, 1, model.Length * 0.45);
        Assert.Equal(bytes, WeightQuantization.Quantize(model));
        using var plain = ModelScorer.Open(model, "floats");
        using var quick = ModelScorer.Open(bytes, "bytes");
        var (expected, actual) = (plain.Score(planted.Table), quick.Score(planted.Table));
        var off = Math.Sqrt(expected.Zip(actual).Average(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));
        var spread = Math.Sqrt(expected.Average(value => (value - expected.Average()) * (value - expected.Average())));
        Assert.InRange(off / spread, 1e-6, 0.03);
        // A row's answer does not depend on the rows beside it.
        var unit = task == TaskKind.Regression ? 100 : 1;
        Assert.All(actual[..quick.Outputs].Zip(quick.Score(planted.Table.Take([0]))), pair =>
            Assert.Equal(pair.First / unit, pair.Second / unit, 1e-5)
        );
        Assert.Equal(
            2,
            ModelProto.Parser.ParseFrom(bytes).Graph.Initializer.Count(tensor => tensor.Name.EndsWith("/int8", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Quantize_SmallWeights_StayAsTheyAre()
    {
        var planted = PlantedTable.Of(500);
        var model = Trainer
            .Train(
                planted.Table,
                ["noise"],
                planted.Labels,
                "label",
                Recipe.Read("mlp", new Dictionary<string, string> { ["hidden"] = "8", ["epochs"] = "1" }, 1, 1)
            )
            .Onnx;

        Assert.Null(WeightQuantization.Quantize(model));
    }

    [SkippableFact]
    public void Quantize_Trees_HaveNoWeights()
    {
        Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var planted = PlantedTable.Of(500);
        var model = Trainer
            .Train(
                planted.Table,
                PlantedTable.Features,
                planted.Labels,
                "label",
                Recipe.Read("xgboost", new Dictionary<string, string> { ["rounds"] = "5" }, 1, 1)
            )
            .Onnx;

        Assert.Null(WeightQuantization.Quantize(model));
    }
}
