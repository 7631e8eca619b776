using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Evaluation;
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
