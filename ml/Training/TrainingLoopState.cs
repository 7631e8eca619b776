using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>The state of a training loop between two steps, the optimiser's memory aside.</summary>
internal sealed class TrainingLoopState
{
    public long Step { get; set; }

    /// <summary>The sum of losses of the epoch so far.</summary>
    public double Sum { get; set; }

    public List<double> Losses { get; } = [];

    /// <summary>The random numbers' state before each epoch's shuffle, which is enough to shuffle again.</summary>
    public List<ulong> Shuffles { get; } = [];

    /// <summary>The score on the validation rows after the last epoch that ended; higher is better.</summary>
    public double? Score { get; set; }

    public double? BestScore { get; set; }

    /// <summary>Counts from 1; 0 for none.</summary>
    public int BestEpoch { get; set; }

    public float[]? Best { get; set; }

    /// <summary>Patience is at its end.</summary>
    public bool Ended { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Step);
        writer.Write(Sum);
        writer.WriteAll<double>([.. Losses]);
        writer.WriteAll<ulong>([.. Shuffles]);
        writer.WriteMaybe(Score);
        writer.WriteMaybe(BestScore);
        writer.Write(BestEpoch);
        writer.WriteAll<float>(Best ?? []);
        writer.Write(Ended);
    }

    public static TrainingLoopState Read(BinaryReader reader)
    {
        var state = new TrainingLoopState { Step = reader.ReadInt64(), Sum = reader.ReadDouble() };
        state.Losses.AddRange(reader.ReadAll<double>());
        state.Shuffles.AddRange(reader.ReadAll<ulong>());
        state.Score = reader.ReadMaybe();
        state.BestScore = reader.ReadMaybe();
        state.BestEpoch = reader.ReadInt32();
        state.Best = reader.ReadAll<float>() is { Length: > 0 } best ? best : null;
        state.Ended = reader.ReadBoolean();
        return state;
    }
}
