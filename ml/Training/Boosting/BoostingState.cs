using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>Where a training of trees stands between two of its parts: what the next part needs to know, and what the end needs.</summary>
internal sealed class BoostingState
{
    public List<BoostedTree> Trees { get; } = [];

    /// <summary>The sums of the trees so far, of training and of validation rows.</summary>
    public required float[] Margins { get; set; }

    public required float[] HeldMargins { get; set; }

    /// <summary>One a round.</summary>
    public List<double> Losses { get; } = [];

    public double? Auc { get; set; }

    public double? BestAuc { get; set; }

    public int BestRounds { get; set; }

    /// <summary>Patience is at its end.</summary>
    public bool Ended { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Trees.Count);
        foreach (var tree in Trees)
        {
            tree.Write(writer);
        }

        writer.WriteAll<float>(Margins);
        writer.WriteAll<float>(HeldMargins);
        writer.WriteAll<double>([.. Losses]);
        writer.WriteMaybe(Auc);
        writer.WriteMaybe(BestAuc);
        writer.Write(BestRounds);
        writer.Write(Ended);
    }

    public static BoostingState Read(BinaryReader reader)
    {
        BoostedTree[] trees = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => BoostedTree.Read(reader))];
        var state = new BoostingState { Margins = reader.ReadAll<float>(), HeldMargins = reader.ReadAll<float>() };
        state.Trees.AddRange(trees);
        state.Losses.AddRange(reader.ReadAll<double>());
        state.Auc = reader.ReadMaybe();
        state.BestAuc = reader.ReadMaybe();
        state.BestRounds = reader.ReadInt32();
        state.Ended = reader.ReadBoolean();
        return state;
    }
}
