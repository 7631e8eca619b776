using System.Text.Json;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// One tree, node by node; node 0 is the root. A row goes left where its value is below the threshold (in single precision), and where
/// the value is missing and <c>DefaultLeft</c> says so.
/// </summary>
/// <param name="Left">Node to the left; -1 for a leaf.</param>
/// <param name="Right">Node to the right; -1 for a leaf.</param>
/// <param name="Column">What is compared.</param>
/// <param name="Threshold">A leaf's value where the node is a leaf.</param>
/// <param name="DefaultLeft">Where missing values go.</param>
internal sealed record BoostedTree(int[] Left, int[] Right, int[] Column, float[] Threshold, bool[] DefaultLeft)
{
    /// <summary>A tree that gives every row the same.</summary>
    public static BoostedTree Leaf(float value) => new([-1], [-1], [0], [value], [false]);

    /// <summary>
    /// Reads a model in XGBoost's JSON (<see href="https://xgboost.readthedocs.io/en/release_1.7.0/tutorials/saving_model.html"/>).
    /// </summary>
    /// <param name="json">What <see cref="Booster.Save"/> gave.</param>
    public static IReadOnlyList<BoostedTree> Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("learner")
                .GetProperty("gradient_booster")
                .GetProperty("model")
                .GetProperty("trees")
                .EnumerateArray()
                .Select(Read),
        ];
    }

    public void Write(BinaryWriter writer)
    {
        writer.WriteAll<int>(Left);
        writer.WriteAll<int>(Right);
        writer.WriteAll<int>(Column);
        writer.WriteAll<float>(Threshold);
        writer.WriteAll<bool>(DefaultLeft);
    }

    public static BoostedTree Read(BinaryReader reader) =>
        new(reader.ReadAll<int>(), reader.ReadAll<int>(), reader.ReadAll<int>(), reader.ReadAll<float>(), reader.ReadAll<bool>());

    private static BoostedTree Read(JsonElement tree) =>
        new(
            [.. tree.GetProperty("left_children").EnumerateArray().Select(node => node.GetInt32())],
            [.. tree.GetProperty("right_children").EnumerateArray().Select(node => node.GetInt32())],
            [.. tree.GetProperty("split_indices").EnumerateArray().Select(column => column.GetInt32())],
            [.. tree.GetProperty("split_conditions").EnumerateArray().Select(value => value.GetSingle())],
            [.. tree.GetProperty("default_left").EnumerateArray().Select(IsTrue)]
        );

    // A number in some versions, a truth value in others.
    private static bool IsTrue(JsonElement value) =>
        value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetInt32() != 0);
}
