using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Tests.Serving;

/// <summary>
/// Small models over a number column and a text column: p = sigmoid(bias + distance / 1000 + place of origin), a missing distance counting
/// as 500.
/// </summary>
internal static class TestModels
{
    public static readonly string[] Columns = ["distance", "origin"];

    private static readonly Axis[] Column = ["N", 1];

    public static byte[] Flights(float bias)
    {
        var graph = new GraphBuilder("flights");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        var origin = graph.Input("origin", TensorElementType.String, Column);
        var imputed = graph.Where(graph.Node("IsNaN", [distance]), graph.Constant(500f), distance);
        var place = graph.Cast(graph.LookUp(origin, ["ORD", "LAX", "7", "Zürich ✈"], [1, 2, 3, 4], 0), TensorElementType.Float);
        var logit = graph.Plus(graph.Plus(graph.Times(imputed, graph.Constant(0.001f)), place), graph.Constant(bias));
        Answer(graph, graph.Reshape(graph.Sigmoid(logit), -1));
        return graph.Build();
    }

    /// <summary>A model whose output is not called 'probability'.</summary>
    public static byte[] WithoutProbability()
    {
        var graph = new GraphBuilder("odd");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        graph.Output(graph.Sigmoid(distance), "score", TensorElementType.Float, Column);
        return graph.Build();
    }

    /// <summary>A 64-bit integer input is no column.</summary>
    public static byte[] WithIntegerInput()
    {
        var graph = new GraphBuilder("odd");
        var distance = graph.Input("distance", TensorElementType.Int64, Column);
        Answer(graph, graph.Reshape(graph.Cast(distance, TensorElementType.Float), -1));
        return graph.Build();
    }

    /// <summary>Gives the number itself, so that a request can ask for a result that is no probability.</summary>
    public static byte[] Echo()
    {
        var graph = new GraphBuilder("echo");
        Answer(graph, graph.Reshape(graph.Input("distance", TensorElementType.Float, Column), -1));
        return graph.Build();
    }

    /// <summary>Loads, but always gives one probability, however many rows there are.</summary>
    public static byte[] OfOneRow()
    {
        var graph = new GraphBuilder("one");
        Answer(graph, graph.Reshape(graph.Mean(graph.Input("distance", TensorElementType.Float, Column)), -1));
        return graph.Build();
    }

    /// <summary>Classes a, b, c: the softmax of (distance / 1000, 0, 0.5).</summary>
    /// <param name="named">The metadata names them.</param>
    public static byte[] Classes(bool named = true, float bias = 0)
    {
        var graph = new GraphBuilder("classes");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        var logits = graph.Plus(graph.Product(distance, graph.Constant([0.001f, 0f, 0f], 1, 3)), graph.Constant([bias, 0f, 0.5f], 1, 3));
        graph.Output(graph.Node("Softmax", [logits], ("axis", 1L)), ModelOutput.Probabilities, TensorElementType.Float, "N", 3);
        if (named)
        {
            graph.Note("classes", """["a","b","c"]""");
        }

        return graph.Build();
    }

    /// <summary>Twice the distance and a bias.</summary>
    public static byte[] Number(float bias = 0)
    {
        var graph = new GraphBuilder("number");
        var distance = graph.Input("distance", TensorElementType.Float, Column);
        graph.Output(
            graph.Reshape(graph.Plus(graph.Times(distance, graph.Constant(2f)), graph.Constant(bias)), -1),
            ModelOutput.Number,
            TensorElementType.Float,
            "N"
        );
        return graph.Build();
    }

    /// <summary>
    /// P = sigmoid(the sum of all number columns, missing ones counting as 0, and one for each text column that has "a").
    /// </summary>
    public static byte[] Sum(params (string Name, bool IsText)[] columns)
    {
        var graph = new GraphBuilder("sum");
        var sum = graph.Constant(0f);
        foreach (var (name, isText) in columns)
        {
            var input = graph.Input(name, isText ? TensorElementType.String : TensorElementType.Float, Column);
            sum = graph.Plus(
                sum,
                isText
                    ? graph.Cast(graph.LookUp(input, ["a"], [1L], 0), TensorElementType.Float)
                    : graph.Where(graph.Node("IsNaN", [input]), graph.Constant(0f), input)
            );
        }

        Answer(graph, graph.Reshape(graph.Sigmoid(sum), -1));
        return graph.Build();
    }

    private static void Answer(GraphBuilder graph, Value probability) =>
        graph.Output(probability, "probability", TensorElementType.Float, "N");
}
