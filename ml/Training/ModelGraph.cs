using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Ml.Training;

/// <summary>
/// The model that is served: one input a column, named as the column, [N,1], float (NaN is missing) or string (empty is missing);
/// imputation, scaling, binning and category look-ups in the graph; output <c>probability</c>, float [N].
/// </summary>
internal static class ModelGraph
{
    public const string Probability = "probability";

    public static byte[] Build(FeatureEncoding encoding, Network network, float[] parameters, string recipe, string label)
    {
        var graph = new GraphBuilder("model");
        graph.Note("recipe", recipe);
        graph.Note("label", label);
        var isNumber = encoding.Numbers.Select(number => number.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = encoding.Order.ToDictionary(
            name => name,
            name => graph.Input(name, isNumber.Contains(name) ? TensorElementType.Float : TensorElementType.String, "N", 1),
            StringComparer.Ordinal);

        var codes = new List<Value>();
        var numbers = new List<Value>();
        foreach (var (number, i) in encoding.Numbers.Select((number, i) => (number, i)))
        {
            var missing = graph.IsMissing(inputs[number.Name]);
            codes.Add(Bin(graph, number, encoding.Offsets[i], inputs[number.Name], missing));
            numbers.Add(Standardise(graph, number, inputs[number.Name], missing));
        }

        foreach (var (category, i) in encoding.Categories.Select((category, i) => (category, i)))
        {
            long offset = encoding.Offsets[encoding.Numbers.Count + i];
            string[] keys = [.. category.Vocabulary, ""];
            long[] rows = [.. category.Vocabulary.Select(text => offset + category.RowOf(text)), offset + category.MissingRow];
            codes.Add(graph.LookUp(inputs[category.Name], keys, rows, offset + CategoryEncoding.Unknown));
        }

        var sums = network.Forward(
            graph, Parts(graph, network, parameters), graph.Join([.. codes], axis: 1), numbers.Count == 0 ? default : graph.Join([.. numbers], axis: 1));
        graph.Output(graph.Reshape(graph.Sigmoid(sums[^1]), -1), Probability, TensorElementType.Float, "N");
        return graph.Build();
    }

    private static Value Bin(GraphBuilder graph, NumberEncoding number, long offset, Value input, Value missing)
    {
        var bin = graph.Constant([offset], 1, 1);
        if (number.Edges.Length > 0)
        {
            var reached = graph.Cast(graph.AtLeast(input, graph.Constant(number.Edges, 1, number.Edges.Length)), TensorElementType.Int64);
            bin = graph.Plus(graph.Sum(reached, axis: 1, keep: true), bin);
        }

        return graph.Where(missing, graph.Constant([offset + number.MissingBin], 1, 1), bin);
    }

    private static Value Standardise(GraphBuilder graph, NumberEncoding number, Value input, Value missing)
    {
        var filled = graph.Where(missing, graph.Constant(number.Median), input);
        var clipped = graph.Clip(filled, graph.Constant(number.Low), graph.Constant(number.High));
        return graph.Times(graph.Minus(clipped, graph.Constant(number.Mean)), graph.Constant(number.Scale));
    }

    private static Value[] Parts(GraphBuilder graph, Network network, float[] parameters)
    {
        var parts = new List<Value>();
        var from = 0;
        foreach (var shape in network.Parts())
        {
            var length = (int)(shape[0] * shape[1]);
            parts.Add(graph.Constant(parameters.AsSpan(from, length), shape));
            from += length;
        }

        return [.. parts];
    }
}
