using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Ridge;

/// <summary>Which penalties have been tried, and what came of the best.</summary>
internal sealed class RidgeState
{
    public List<(RidgePenalty Penalty, double Score)> Tried { get; } = [];

    public RidgePenalty? Best => Tried.Count == 0 ? null : Tried.MaxBy(tried => tried.Score).Penalty;

    public RidgePenalty? BestOfWeights => Tried.Where(tried => double.IsInfinity(tried.Penalty.Bins)).MaxBy(tried => tried.Score).Penalty;

    public double? Score => Tried.Count == 0 ? null : Tried.Max(tried => tried.Score);

    /// <summary>Null before the fit on all rows.</summary>
    public float[]? Parameters { get; set; }

    /// <summary>What the chosen penalty's fits say of the measured rows.</summary>
    public float[] Answers { get; set; } = [];

    public double Loss { get; set; }

    public int Iterations { get; set; }

    public void Write(BinaryWriter writer)
    {
        writer.WriteAll<double>([.. Tried.SelectMany(tried => (double[])[tried.Penalty.Weights, tried.Penalty.Bins, tried.Score])]);
        writer.WriteAll<float>(Answers);
        writer.WriteAll<float>(Parameters ?? []);
        writer.Write(Loss);
        writer.Write(Iterations);
    }

    public static RidgeState Read(BinaryReader reader)
    {
        var state = new RidgeState();
        state.Tried.AddRange(reader.ReadAll<double>().Chunk(3).Select(tried => (new RidgePenalty(tried[0], tried[1]), tried[2])));
        state.Answers = reader.ReadAll<float>();
        state.Parameters = reader.ReadAll<float>() is { Length: > 0 } parameters ? parameters : null;
        (state.Loss, state.Iterations) = (reader.ReadDouble(), reader.ReadInt32());
        return state;
    }
}
