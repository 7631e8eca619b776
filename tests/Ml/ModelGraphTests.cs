using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Models.Format;

namespace ServerlessML.Tests.Ml;

/// <summary>The served graph against the trainer's own encoding and forward pass.</summary>
public sealed class ModelGraphTests
{
    [Theory]
    [InlineData("mlp", "8", 6, "level", "noise", "city", "colour")]
    [InlineData("mlp", "1", 6, "colour", "level", "city", "noise")]
    [InlineData("linear", "16", 6, "level", "noise", "city", "colour")]
    [InlineData("mlp", "8", 5, "city", "colour")]
    [InlineData("linear", "8", 5, "level")]
    [InlineData("mlp scaling=quantile", "8", 6, "level", "noise", "city", "colour")]
    [InlineData("mlp scaling=quantile", "1", 6, "colour", "level", "city", "noise")]
    [InlineData("linear scaling=quantile missing-indicators=false", "8", 5, "level")]
    [InlineData("mlp missing-indicators=false", "8", 6, "level", "noise", "city", "colour")]
    public void Score_MissingUnseenAndExtremeValues_AgreesWithTrainer(string recipe, string bins, int distinct, params string[] features)
    {
        var planted = PlantedTable.Of(500);
        var odd = new Table([
            new NumberColumn("level", [float.NaN, -1e30f, 1e30f, float.PositiveInfinity, 5, planted.Table.Numbers("level").Values[7]]),
            new NumberColumn("noise", [0.5f, float.NaN, 0, 1, float.NegativeInfinity, 0.25f]),
            CategoryColumn.From("city", ["Bern", "Paris", null, "São Paulo", "bern", "Lyon"]),
            CategoryColumn.From("colour", ["red", null, "", "green", "blue", "red"]),
        ]);

        var words = recipe.Split(' ');
        var settings = words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        (settings["bins"], settings["min-category-rows"]) = (bins, "1");
        var actual = AgreesWithTrainer(planted.Table, features, odd, words[0], settings);

        Assert.Equal(distinct, actual.Distinct().Count());
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("quantile")]
    public void Score_AroundEveryEdge_AgreesWithTrainer(string scaling)
    {
        const int rows = 400;
        var random = new Random(5);
        float[] holes = [.. Enumerable.Range(0, rows).Select(i => i % 7 == 0 ? float.NaN : random.Next(40))];
        float[] far = [.. Enumerable.Range(0, rows).Select(_ => 1e9f + 1000 * random.Next(50))];
        var table = new Table([
            new NumberColumn("holes", holes),
            new NumberColumn("constant", [.. Enumerable.Repeat(3f, rows)]),
            new NumberColumn("far", far),
        ]);
        string[] features = ["far", "holes", "constant"];
        var edges = FeatureEncoding
            .Fit(table, features, Recipe.Read("mlp", new Dictionary<string, string>(), 3, 1))
            .Numbers.SelectMany(number => number.Edges);
        float[] probes =
        [
            float.NaN,
            float.NegativeInfinity,
            float.MinValue,
            -1e20f,
            1e20f,
            float.MaxValue,
            float.PositiveInfinity,
            .. edges.SelectMany(edge => (float[])[MathF.BitDecrement(edge), edge, MathF.BitIncrement(edge)]),
        ];
        // Each probe in each column, beside ordinary values.
        var odd = new Table([
            new NumberColumn("holes", [.. probes, .. probes.Select(_ => 5f), .. probes.Select(_ => 7f)]),
            new NumberColumn("constant", [.. probes.Select(_ => 3f), .. probes, .. probes.Select(_ => 3f)]),
            new NumberColumn("far", [.. probes.Select(_ => 1e9f), .. probes.Select(_ => 1e9f), .. probes]),
        ]);

        AgreesWithTrainer(table, features, odd, "mlp", new() { ["scaling"] = scaling });
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
            session.InputNames.Select(name => session.InputMetadata[name].ElementDataType)
        );
        Assert.Equal([-1, 1], session.InputMetadata["city"].Dimensions);
        Assert.Equal("mlp", session.ModelMetadata.CustomMetadataMap["recipe"]);
    }

    [Fact]
    public void Train_CategoriesAlone_NeedsNoNumbers()
    {
        var planted = PlantedTable.Of(300);
        var model = Trainer.Train(
            planted.Table,
            ["city"],
            planted.Labels,
            "label",
            Recipe.Read("mlp", new Dictionary<string, string>(), 1, 1)
        );
        using var scorer = ModelScorer.Open(model.Onnx, "test");

        Assert.Equal(300, scorer.Score(planted.Table).Length);
    }

    [Fact]
    public void Train_NumbersAlone_NeedsNoCategories()
    {
        var planted = PlantedTable.Of(300);
        var model = Trainer.Train(
            planted.Table,
            ["level"],
            planted.Labels,
            "label",
            Recipe.Read("linear", new Dictionary<string, string>(), 1, 1)
        );
        using var scorer = ModelScorer.Open(model.Onnx, "test");

        Assert.Equal(300, scorer.Score(planted.Table).Length);
    }

    /// <summary>Probabilities of the odd rows by the graph, which are those of the trainer under the same, random, parameters.</summary>
    private static float[] AgreesWithTrainer(
        Table training,
        string[] features,
        Table odd,
        string recipe,
        Dictionary<string, string> settings
    )
    {
        var options = Recipe.Read(recipe, settings, 3, 1);
        var encoding = FeatureEncoding.Fit(training, features, options);
        var head = new Head(TaskKind.Binary, 1, 0, 1);
        var network = Network.For(encoding, options.Hidden, 1);
        var random = new SeededRandom(4);
        float[] parameters = [.. Enumerable.Range(0, network.ParameterCount).Select(_ => 0.2f * random.Normal())];
        using var own = new Scorer(network, head, encoding.Columns, options);
        var expected = own.Score(encoding.Encode(odd), [.. Enumerable.Range(0, odd.RowCount)], parameters);
        using var served = ModelScorer.Open(
            ModelGraph.Build(new(training, features), encoding, network, head, parameters, recipe, Target.Binary([], "label")),
            "test"
        );
        var actual = served.Score(odd);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        return actual;
    }
}
