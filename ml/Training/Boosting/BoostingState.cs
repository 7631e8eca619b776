using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>Where a training of trees stands between two of its parts: what the next part needs to know, and what the end needs.</summary>
internal sealed class BoostingState
{
    /// <summary>Those of a round follow each other, one an output.</summary>
    public List<BoostedTree> Trees { get; } = [];

    /// <summary>The sums of the trees so far, of training and of validation rows.</summary>
    public required float[] Margins { get; set; }

    public required float[] HeldMargins { get; set; }

    /// <summary>One a round.</summary>
    public List<double> Losses { get; } = [];

    public double? Score { get; set; }

    public double? BestScore { get; set; }

    public int BestRounds { get; set; }

    /// <summary>What the best rounds say of the validation rows.</summary>
    public float[] BestAnswers { get; set; } = [];

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
        writer.WriteMaybe(Score);
        writer.WriteMaybe(BestScore);
        writer.Write(BestRounds);
        writer.WriteAll<float>(BestAnswers);
        writer.Write(Ended);
    }

    public static BoostingState Read(BinaryReader reader)
    {
        BoostedTree[] trees = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => BoostedTree.Read(reader))];
        var state = new BoostingState { Margins = reader.ReadAll<float>(), HeldMargins = reader.ReadAll<float>() };
        state.Trees.AddRange(trees);
        state.Losses.AddRange(reader.ReadAll<double>());
        state.Score = reader.ReadMaybe();
        state.BestScore = reader.ReadMaybe();
        state.BestRounds = reader.ReadInt32();
        state.BestAnswers = reader.ReadAll<float>();
        state.Ended = reader.ReadBoolean();
        return state;
    }
}
