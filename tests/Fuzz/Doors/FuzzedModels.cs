using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx;
using ServerlessML.Models;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>Small models over a number column and a text column, one for each kind of label.</summary>
internal static class FuzzedModels
{
    private static readonly Axis[] Column = ["N", 1];

    public static byte[] Binary { get; } = Build(ModelOutput.Probability, (graph, sum) => graph.Reshape(graph.Sigmoid(sum), -1), "N");

    public static byte[] Number { get; } = Build(ModelOutput.Number, (graph, sum) => graph.Reshape(sum, -1), "N");

    public static byte[] Classes { get; } =
        Build(
            ModelOutput.Probabilities,
            (graph, sum) => graph.Node("Softmax", [graph.Times(sum, graph.Constant([1f, 2f, 3f], 1, 3))], ("axis", 1L)),
            "N",
            3
        );

    public static byte[] Trees { get; } = TreeModel();

    private static byte[] Build(string output, Func<GraphBuilder, Value, Value> answer, params Axis[] shape)
    {
        var graph = new GraphBuilder("fuzzed");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        var origin = graph.Input("origin", TensorElementType.String, Column);
        var known = graph.Where(graph.Node("IsNaN", [distance]), graph.Constant(500f), distance);
        var place = graph.Cast(graph.LookUp(origin, ["ORD", "LAX", "Zürich ✈"], [1, 2, 3], 0), TensorElementType.Float);
        graph.Output(answer(graph, graph.Plus(graph.Times(known, graph.Constant(0.001f)), place)), output, TensorElementType.Float, shape);
        if (output == ModelOutput.Probabilities)
        {
            graph.Note("classes", """["a","b","c"]""");
        }

        return graph.Build();
    }

    private static byte[] TreeModel()
    {
        var graph = new GraphBuilder("trees");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        var scaled = graph.Scale(graph.Impute(distance, [500f]), [100f], [0.01f]);
        graph.Output(graph.Reshape(graph.Sigmoid(scaled), -1), ModelOutput.Probability, TensorElementType.Float, "N");
        return graph.Build();
    }
}
