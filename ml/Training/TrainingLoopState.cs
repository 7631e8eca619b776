using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>The state of a training loop between two steps.</summary>
internal sealed class TrainingLoopState
{
    /// <summary>One a part of the rows; the last is the model's.</summary>
    public required IReadOnlyList<LearnerState> Learners { get; init; }

    /// <summary>The learner whose epoch is going on.</summary>
    public int Turn { get; set; }

    /// <summary>The model's mean loss, one an epoch that ended.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>The score on the measured rows after the last epoch that ended; higher is better.</summary>
    public double? Score { get; set; }

    public double? Auc { get; set; }

    public double? BestScore { get; set; }

    /// <summary>Counts from 1; 0 for none.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The model's parameters at the best epoch.</summary>
    public float[]? Best { get; set; }

    /// <summary>What the best epoch says of the measured rows.</summary>
    public float[] BestAnswers { get; set; } = [];

    /// <summary>Patience is at its end.</summary>
    public bool Ended { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Turn);
        writer.WriteAll<double>([.. Losses]);
        writer.WriteMaybe(Score);
        writer.WriteMaybe(Auc);
        writer.WriteMaybe(BestScore);
        writer.Write(BestEpoch);
        writer.WriteAll<float>(Best ?? []);
        writer.WriteAll<float>(BestAnswers);
        writer.Write(Ended);
    }

    public static TrainingLoopState Read(BinaryReader reader, Precision precision)
    {
        LearnerState[] learners = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => LearnerState.Read(reader, precision))];
        var state = new TrainingLoopState { Learners = learners, Turn = reader.ReadInt32() };
        state.Losses.AddRange(reader.ReadAll<double>());
        state.Score = reader.ReadMaybe();
        state.Auc = reader.ReadMaybe();
        state.BestScore = reader.ReadMaybe();
        state.BestEpoch = reader.ReadInt32();
        state.Best = reader.ReadAll<float>() is { Length: > 0 } best ? best : null;
        state.BestAnswers = reader.ReadAll<float>();
        state.Ended = reader.ReadBoolean();
        return state;
    }
}
