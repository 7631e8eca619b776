namespace ServerlessML.Ml.Training;

/// <summary>
/// All number columns' codes by one node: a tree a column, which searches its edges, and whose leaves are the bins' rows of the learned
/// table. As floats, which hold each row's number exactly below 2^24.
/// </summary>
internal static class BinTrees
{
    private const int Missing = 1;

    public static TreeNodes Of(FeatureEncoding encoding)
    {
        var nodes = new TreeNodes(encoding.Numbers.Count);
        for (var c = 0; c < encoding.Numbers.Count; c++)
        {
            var number = encoding.Numbers[c];
            var offset = encoding.Offsets[c];
            // Nothing is below NaN, not even infinity, so that missing values alone go to the left.
            nodes.AddBelow(c, 0, c, float.NaN, Missing, Missing + 1, missingGoesLeft: true);
            nodes.AddLeaf(c, Missing, offset + number.MissingBin, c);
            AddSearch(nodes, c, Missing + 1, number.Edges, 0, number.Edges.Length, offset);
        }

        return nodes;
    }

    private static void AddSearch(TreeNodes nodes, int column, int id, float[] edges, int low, int high, int offset)
    {
        if (low == high)
        {
            nodes.AddLeaf(column, id, offset + low, column);
            return;
        }

        // A half of k edges takes 2k + 1 nodes.
        var middle = (low + high) / 2;
        var right = id + 2 + 2 * (middle - low);
        nodes.AddBelow(column, id, column, edges[middle], id + 1, right, missingGoesLeft: false);
        AddSearch(nodes, column, id + 1, edges, low, middle, offset);
        AddSearch(nodes, column, right, edges, middle + 1, high, offset);
    }
}
