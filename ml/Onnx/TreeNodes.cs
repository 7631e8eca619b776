namespace ServerlessML.Ml.Onnx;

/// <summary>The nodes of an ensemble of trees, as the attributes of ONNX's <c>TreeEnsembleRegressor</c> with one target.</summary>
public sealed class TreeNodes
{
    private readonly List<long> trees = [];
    private readonly List<long> ids = [];
    private readonly List<string> modes = [];
    private readonly List<long> columns = [];
    private readonly List<float> thresholds = [];
    private readonly List<long> yes = [];
    private readonly List<long> no = [];
    private readonly List<long> missingIsYes = [];
    private readonly List<long> leafTrees = [];
    private readonly List<long> leafIds = [];
    private readonly List<float> weights = [];

    /// <summary>A node that asks whether a column is below a threshold; its children are named by their ids in the same tree.</summary>
    public void AddBelow(int tree, int id, int column, float threshold, int left, int right, bool missingGoesLeft) =>
        Add("BRANCH_LT", tree, id, column, threshold, left, right, missingGoesLeft);

    public void AddLeaf(int tree, int id, float weight)
    {
        Add("LEAF", tree, id, 0, 0, 0, 0, false);
        leafTrees.Add(tree);
        leafIds.Add(id);
        weights.Add(weight);
    }

    internal (string Name, object Value)[] Attributes() =>
    [
        ("n_targets", 1L),
        ("aggregate_function", "SUM"),
        ("post_transform", "NONE"),
        ("nodes_treeids", trees.ToArray()),
        ("nodes_nodeids", ids.ToArray()),
        ("nodes_modes", modes.ToArray()),
        ("nodes_featureids", columns.ToArray()),
        ("nodes_values", thresholds.ToArray()),
        ("nodes_truenodeids", yes.ToArray()),
        ("nodes_falsenodeids", no.ToArray()),
        ("nodes_missing_value_tracks_true", missingIsYes.ToArray()),
        ("target_treeids", leafTrees.ToArray()),
        ("target_nodeids", leafIds.ToArray()),
        ("target_ids", new long[weights.Count]),
        ("target_weights", weights.ToArray()),
    ];

    private void Add(string mode, int tree, int id, int column, float threshold, int left, int right, bool missingGoesLeft)
    {
        modes.Add(mode);
        trees.Add(tree);
        ids.Add(id);
        columns.Add(column);
        thresholds.Add(threshold);
        yes.Add(left);
        no.Add(right);
        missingIsYes.Add(missingGoesLeft ? 1 : 0);
    }
}
