using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>Where a training of trees stands between two of its parts: what the next part needs to know, and what the end needs.</summary>
internal sealed class BoostingState
{
    /// <summary>One a part of the rows; the last is the model's.</summary>
    public required IReadOnlyList<GrowerState> Growers { get; init; }

    /// <summary>The model's loss, one a round.</summary>
    public List<double> Losses { get; } = [];

    public double? Score { get; set; }

    public double? Auc { get; set; }

    public double? BestScore { get; set; }

    public int BestRounds { get; set; }

    /// <summary>What the best rounds say of the measured rows.</summary>
    public float[] BestAnswers { get; set; } = [];

    /// <summary>What the model of the best rounds says of the rows that it watches.</summary>
    public float[] BestSample { get; set; } = [];

    /// <summary>Patience is at its end.</summary>
    public bool Ended { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Growers.Count);
        foreach (var grower in Growers)
        {
            grower.Write(writer);
        }

        writer.WriteAll<double>([.. Losses]);
        writer.WriteMaybe(Score);
        writer.WriteMaybe(Auc);
        writer.WriteMaybe(BestScore);
        writer.Write(BestRounds);
        writer.WriteAll<float>(BestAnswers);
        writer.WriteAll<float>(BestSample);
        writer.Write(Ended);
    }

    public static BoostingState Read(BinaryReader reader)
    {
        var state = new BoostingState { Growers = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => GrowerState.Read(reader))] };
        state.Losses.AddRange(reader.ReadAll<double>());
        state.Score = reader.ReadMaybe();
        state.Auc = reader.ReadMaybe();
        state.BestScore = reader.ReadMaybe();
        state.BestRounds = reader.ReadInt32();
        state.BestAnswers = reader.ReadAll<float>();
        state.BestSample = reader.ReadAll<float>();
        state.Ended = reader.ReadBoolean();
        return state;
    }
}
