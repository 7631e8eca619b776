namespace ServerlessML.Ml.Onnx;

/// <summary>The nodes of an ensemble of trees, as the attributes of ONNX's <c>TreeEnsembleRegressor</c>.</summary>
/// <param name="targets">Sums that the ensemble gives a row.</param>
public sealed class TreeNodes(int targets = 1)
{
    private readonly List<long> _trees = [];
    private readonly List<long> _ids = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _columns = [];
    private readonly List<float> _thresholds = [];
    private readonly List<long> _yes = [];
    private readonly List<long> _no = [];
    private readonly List<long> _missingIsYes = [];
    private readonly List<long> _leafTrees = [];
    private readonly List<long> _leafIds = [];
    private readonly List<long> _leafTargets = [];
    private readonly List<float> _weights = [];

    /// <summary>A node that asks whether a column is below a threshold; its children are named by their ids in the same tree.</summary>
    public void AddBelow(int tree, int id, int column, float threshold, int left, int right, bool missingGoesLeft) =>
        Add("BRANCH_LT", tree, id, column, threshold, left, right, missingGoesLeft);

    /// <param name="tree">Counts from 0.</param>
    /// <param name="id">The node's, in its tree.</param>
    /// <param name="weight">What is added to the target.</param>
    /// <param name="target">Counts from 0.</param>
    public void AddLeaf(int tree, int id, float weight, int target = 0)
    {
        Add("LEAF", tree, id, 0, 0, 0, 0, false);
        _leafTrees.Add(tree);
        _leafIds.Add(id);
        _leafTargets.Add(target);
        _weights.Add(weight);
    }

    internal (string Name, object Value)[] Attributes() =>
        [
            ("n_targets", (long)targets),
            ("aggregate_function", "SUM"),
            ("post_transform", "NONE"),
            ("nodes_treeids", _trees.ToArray()),
            ("nodes_nodeids", _ids.ToArray()),
            ("nodes_modes", _modes.ToArray()),
            ("nodes_featureids", _columns.ToArray()),
            ("nodes_values", _thresholds.ToArray()),
            ("nodes_truenodeids", _yes.ToArray()),
            ("nodes_falsenodeids", _no.ToArray()),
            ("nodes_missing_value_tracks_true", _missingIsYes.ToArray()),
            ("target_treeids", _leafTrees.ToArray()),
            ("target_nodeids", _leafIds.ToArray()),
            ("target_ids", _leafTargets.ToArray()),
            ("target_weights", _weights.ToArray()),
        ];

    private void Add(string mode, int tree, int id, int column, float threshold, int left, int right, bool missingGoesLeft)
    {
        _modes.Add(mode);
        _trees.Add(tree);
        _ids.Add(id);
        _columns.Add(column);
        _thresholds.Add(threshold);
        _yes.Add(left);
        _no.Add(right);
        _missingIsYes.Add(missingGoesLeft ? 1 : 0);
    }
}
