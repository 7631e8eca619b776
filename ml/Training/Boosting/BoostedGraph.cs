using ServerlessML.Ml.Training.Features;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>The trees with their preprocessing as one graph, with the same inputs and output as <see cref="ModelGraph"/>.</summary>
internal static class BoostedGraph
{
    public static byte[] Build(
        FeatureGraph features,
        BoostingEncoding encoding,
        IReadOnlyList<BoostedTree> trees,
        Head head,
        string recipe,
        Target target
    )
    {
        var graph = new GraphBuilder("model");
        var columns = features.In(graph).Select(block => Column(graph, block, encoding.Categories(block.Names[0]))).ToArray();
        var sums = graph.SumOfTrees(graph.Join(columns, axis: 1), Nodes(trees, head.Outputs));
        // The trees add up to numbers of the label's own size.
        var answer = (head with { Deviation = 1 }).Answer(graph, sums);
        Head.Describe(graph, answer, recipe, target);
        return graph.Build();
    }

    private static Value Column(GraphBuilder graph, FeatureBlock block, RankedCategories? categories)
    {
        if (categories is null)
        {
            return block.Value;
        }

        var codes = categories.Codes();
        string[] keys = [.. codes.Keys, ""];
        return graph.LookUp(block.Value, keys, [.. codes.Values, categories.MissingCode], float.NaN);
    }

    private static TreeNodes Nodes(IReadOnlyList<BoostedTree> trees, int outputs)
    {
        var nodes = new TreeNodes(outputs);
        for (var t = 0; t < trees.Count; t++)
        {
            var tree = trees[t];
            for (var n = 0; n < tree.Left.Length; n++)
            {
                if (tree.Left[n] < 0)
                {
                    nodes.AddLeaf(t, n, tree.Threshold[n], t % outputs);
                }
                else
                {
                    nodes.AddBelow(t, n, tree.Column[n], tree.Threshold[n], tree.Left[n], tree.Right[n], tree.DefaultLeft[n]);
                }
            }
        }

        return nodes;
    }
}
