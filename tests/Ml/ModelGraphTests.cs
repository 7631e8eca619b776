using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Onnx.Format;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.Ml;

/// <summary>The served graph against the trainer's own encoding and forward pass.</summary>
public sealed class ModelGraphTests
{
    [Theory]
    [InlineData("mlp", "bins", "8")]
    [InlineData("mlp", "bins", "1")]
    [InlineData("linear", "bins", "16")]
    public void Score_MissingUnseenAndExtremeValues_AgreesWithTrainer(string recipe, string parameter, string value)
    {
        var planted = PlantedTable.Of(500);
        var options = Recipe.Read(recipe, new Dictionary<string, string> { [parameter] = value, ["min-category-rows"] = "1" }, 3, 1);
        var encoding = FeatureEncoding.Fit(planted.Table, PlantedTable.Features, options);
        var network = Network.For(encoding, options.Hidden);
        var random = new SeededRandom(4);
        float[] parameters = [.. Enumerable.Range(0, network.ParameterCount).Select(_ => 0.3f * random.Normal())];
        var odd = new Table([
            new NumberColumn("level", [float.NaN, -1e30f, 1e30f, float.PositiveInfinity, 5, planted.Table.Numbers("level").Values[7]]),
            new NumberColumn("noise", [0.5f, float.NaN, 0, 1, float.NegativeInfinity, 0.25f]),
            CategoryColumn.From("city", ["Bern", "Paris", null, "São Paulo", "bern", "Lyon"]),
            CategoryColumn.From("colour", ["red", null, "", "green", "blue", "red"])]);

        using var own = new Scorer(network, encoding.Columns, options);
        var expected = own.Score(encoding.Encode(odd), [0, 1, 2, 3, 4, 5], parameters);
        using var served = ModelScorer.Open(ModelGraph.Build(encoding, network, parameters, recipe, "label"), "test");
        var actual = served.Score(odd);

        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(6, actual.Distinct().Count());
    }

    [Fact]
    public void Score_AroundEveryEdge_AgreesWithTrainer()
    {
        const int rows = 400;
        var random = new Random(5);
        float[] holes = [.. Enumerable.Range(0, rows).Select(i => i % 7 == 0 ? float.NaN : random.Next(40))];
        float[] far = [.. Enumerable.Range(0, rows).Select(_ => 1e9f + 1000 * random.Next(50))];
        var table = new Table([new NumberColumn("holes", holes), new NumberColumn("constant", [.. Enumerable.Repeat(3f, rows)]), new NumberColumn("far", far)]);
        var options = Recipe.Read("mlp", new Dictionary<string, string> { ["bins"] = "32" }, 3, 1);
        var encoding = FeatureEncoding.Fit(table, ["far", "holes", "constant"], options);
        var network = Network.For(encoding, options.Hidden);
        var weights = new SeededRandom(4);
        float[] parameters = [.. Enumerable.Range(0, network.ParameterCount).Select(_ => 0.1f * weights.Normal())];
        float[] probes =
        [
            float.NaN, float.NegativeInfinity, float.MinValue, -1e20f, 1e20f, float.MaxValue, float.PositiveInfinity,
            .. encoding.Numbers.SelectMany(number => number.Edges).SelectMany(edge => (float[])[MathF.BitDecrement(edge), edge, MathF.BitIncrement(edge)]),
        ];
        // Each probe in each column, beside ordinary values.
        var odd = new Table([
            new NumberColumn("holes", [.. probes, .. probes.Select(_ => 5f), .. probes.Select(_ => 7f)]),
            new NumberColumn("constant", [.. probes.Select(_ => 3f), .. probes, .. probes.Select(_ => 3f)]),
            new NumberColumn("far", [.. probes.Select(_ => 1e9f), .. probes.Select(_ => 1e9f), .. probes])]);

        using var own = new Scorer(network, encoding.Columns, options);
        var expected = own.Score(encoding.Encode(odd), [.. Enumerable.Range(0, odd.RowCount)], parameters);
        using var served = ModelScorer.Open(ModelGraph.Build(encoding, network, parameters, "mlp", "label"), "test");

        Assert.All(expected.Zip(served.Score(odd)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Build_MoreNumberColumns_NoMoreNodes()
    {
        var planted = PlantedTable.Of(300);
        Assert.Equal(Nodes(["level", "noise"]), Nodes(["level", "noise", "third", "fourth"]));

        int Nodes(string[] features)
        {
            var noise = planted.Table.Numbers("noise").Values;
            var table = new Table([.. planted.Table.Columns, new NumberColumn("third", noise), new NumberColumn("fourth", noise)]);
            var options = Recipe.Read("mlp", new Dictionary<string, string> { ["epochs"] = "1" }, 1, 1);
            return ModelProto.Parser.ParseFrom(Trainer.Train(table, features, planted.Labels, "label", options).Onnx).Graph.Node.Count;
        }
    }

    [Fact]
    public void Build_Inputs_AreTheFeaturesInOrder()
    {
        var model = TrainerTests.Train(PlantedTable.Of(300), new() { ["epochs"] = "1" });
        using var session = new InferenceSession(model.Onnx);

        Assert.Equal(PlantedTable.Features, session.InputNames);
        Assert.Equal(["probability"], session.OutputNames);
        Assert.Equal(
            [TensorElementType.Float, TensorElementType.Float, TensorElementType.String, TensorElementType.String],
            session.InputNames.Select(name => session.InputMetadata[name].ElementDataType));
        Assert.Equal([-1, 1], session.InputMetadata["city"].Dimensions);
        Assert.Equal("mlp", session.ModelMetadata.CustomMetadataMap["recipe"]);
    }

    [Fact]
    public void Train_CategoriesAlone_NeedsNoNumbers()
    {
        var planted = PlantedTable.Of(300);
        var model = Trainer.Train(planted.Table, ["city"], planted.Labels, "label", Recipe.Read("mlp", new Dictionary<string, string>(), 1, 1));
        using var scorer = ModelScorer.Open(model.Onnx, "test");

        Assert.Equal(300, scorer.Score(planted.Table).Length);
    }

    [Fact]
    public void Train_NumbersAlone_NeedsNoCategories()
    {
        var planted = PlantedTable.Of(300);
        var model = Trainer.Train(planted.Table, ["level"], planted.Labels, "label", Recipe.Read("linear", new Dictionary<string, string>(), 1, 1));
        using var scorer = ModelScorer.Open(model.Onnx, "test");

        Assert.Equal(300, scorer.Score(planted.Table).Length);
    }
}
