using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>The trees of one part of the rows, between two parts of a training.</summary>
internal sealed class GrowerState
{
    /// <summary>Those of a round follow each other, one an output; kept of the model alone.</summary>
    public List<BoostedTree> Trees { get; } = [];

    /// <summary>The sums of the trees so far, of the rows learnt from and of those watched.</summary>
    public required float[] Margins { get; set; }

    public required float[] WatchedMargins { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Trees.Count);
        foreach (var tree in Trees)
        {
            tree.Write(writer);
        }

        writer.WriteAll<float>(Margins);
        writer.WriteAll<float>(WatchedMargins);
    }

    public static GrowerState Read(BinaryReader reader)
    {
        BoostedTree[] trees = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => BoostedTree.Read(reader))];
        var state = new GrowerState { Margins = reader.ReadAll<float>(), WatchedMargins = reader.ReadAll<float>() };
        state.Trees.AddRange(trees);
        return state;
    }
}
