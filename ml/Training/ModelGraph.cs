using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Training.Features;

namespace ServerlessML.Ml.Training;

/// <summary>
/// The model that is served: one input a column, named as the column, [N,1], float (NaN is missing) or string (empty is missing);
/// imputation, scaling, binning and category look-ups in the graph; one output, see <see cref="ModelOutput"/>.
/// For a single row nearly all of the cost is the nodes' own, so there are few, and none a number column.
/// </summary>
internal static class ModelGraph
{
    public static byte[] Build(
        FeatureGraph features,
        FeatureEncoding encoding,
        Network network,
        Head head,
        float[] parameters,
        string recipe,
        Target target
    )
    {
        var graph = new GraphBuilder("model");
        var blocks = features.In(graph);
        var isNumber = encoding.Numbers.Select(number => number.Name).ToHashSet(StringComparer.Ordinal);
        var first = FirstLayer.Of(encoding, network, parameters);

        var codes = new List<Value>();
        Value numbers = default;
        if (encoding.Numbers.Count > 0)
        {
            var raw = graph.Join([.. blocks.Where(block => isNumber.Contains(block.Names[0])).Select(block => block.Value)], axis: 1);
            codes.Add(graph.Cast(graph.SumOfTrees(raw, BinTrees.Of(encoding)), TensorElementType.Int64));
            numbers = encoding.Numbers[0].Ranks is null
                ? Standardise(graph, encoding.Numbers, raw)
                : Rank(graph, encoding.Numbers, raw, codes[0]);
        }

        var texts = blocks
            .Where(block => !isNumber.Contains(block.Names[0]))
            .ToDictionary(block => block.Names[0], block => block.Value, StringComparer.Ordinal);
        foreach (var (category, i) in encoding.Categories.Select((category, i) => (category, i)))
        {
            long offset = encoding.Offsets[encoding.Numbers.Count + i];
            string[] keys = [.. category.Vocabulary, ""];
            long[] rows = [.. category.Vocabulary.Select(text => offset + category.RowOf(text)), offset + category.MissingRow];
            codes.Add(graph.LookUp(texts[category.Name], keys, rows, offset + CategoryEncoding.Unknown));
        }

        var table = graph.Constant(first.Table, network.TableRows, network.Widths[0]);
        var sum = graph.Sum(graph.Rows(table, graph.Join([.. codes], axis: 1)), axis: 1);
        if (encoding.Numbers.Count > 0)
        {
            sum = graph.Affine(numbers, graph.Constant(first.Weights, network.Numbers, network.Widths[0]), sum);
        }

        var sums = Network.Above(graph, sum, Above(graph, network, parameters.AsSpan(first.Parameters)))[^1];
        Head.Describe(graph, head.Answer(graph, sums), recipe, target);
        return graph.Build();
    }

    private static Value Standardise(GraphBuilder graph, IReadOnlyList<NumberEncoding> columns, Value numbers)
    {
        var filled = graph.Impute(numbers, [.. columns.Select(column => column.Median)]);
        // A constant column's weights are zero here, and 0 times infinity would not be.
        var scaled = graph.Scale(
            filled,
            [.. columns.Select(column => column.Mean)],
            [.. columns.Select(column => column.Scale == 0 ? 1 : column.Scale)]
        );
        return graph.Clip(scaled, graph.Constant(-NumberEncoding.LimitInDeviations), graph.Constant(NumberEncoding.LimitInDeviations));
    }

    /// <summary>
    /// Maps each number to its rank within its bin: where the bin begins, what its ranks start from, and how steeply they rise.
    /// </summary>
    private static Value Rank(GraphBuilder graph, IReadOnlyList<NumberEncoding> columns, Value numbers, Value bins)
    {
        var ranks = columns.Select(column => column.Ranks!).ToArray();
        var filled = graph.Impute(numbers, [.. columns.Select(column => column.Median)]);
        var kept = graph.AtMost(
            graph.NoLess(filled, graph.Constant([.. ranks.Select(rank => rank.Low)])),
            graph.Constant([.. ranks.Select(rank => rank.High)])
        );
        Value Of(Func<NumberEncoding, float[]> each, Func<NumberEncoding, float> missing) =>
            graph.Rows(
                graph.Constant([
                    .. columns.SelectMany(column => (float[])[.. each(column), .. column.SawMissing ? (float[])[missing(column)] : []]),
                ]),
                bins
            );
        var along = graph.Minus(kept, Of(column => column.Ranks!.From, column => column.Median));
        return graph.Plus(
            Of(column => column.Ranks!.Base, column => column.Scaled(float.NaN)),
            graph.Times(along, Of(column => column.Ranks!.Slope, _ => 0))
        );
    }

    private static List<Value> Above(GraphBuilder graph, Network network, ReadOnlySpan<float> parameters)
    {
        var parts = new List<Value>();
        foreach (var shape in network.Parts().Skip(network.Numbers > 0 ? 3 : 2))
        {
            var length = (int)(shape[0] * shape[1]);
            parts.Add(graph.Constant(parameters[..length], shape));
            parameters = parameters[length..];
        }

        return parts;
    }
}
