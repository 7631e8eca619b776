using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>One network of a training between two steps.</summary>
/// <param name="Random">The state of its random numbers.</param>
/// <param name="Memory">The optimiser's.</param>
internal sealed record LearnerState(ulong Random, OptimiserMemory Memory)
{
    public long Step { get; set; }

    /// <summary>The sum of losses of the epoch so far.</summary>
    public double Sum { get; set; }

    /// <summary>The random numbers' state before each epoch's shuffle, which is enough to shuffle again.</summary>
    public List<ulong> Shuffles { get; init; } = [];

    public void Write(BinaryWriter writer)
    {
        writer.Write(Step);
        writer.Write(Sum);
        writer.WriteAll<ulong>([.. Shuffles]);
        writer.Write(Random);
        Memory.Write(writer);
    }

    public static LearnerState Read(BinaryReader reader, Precision precision)
    {
        var (step, sum, shuffles) = (reader.ReadInt64(), reader.ReadDouble(), reader.ReadAll<ulong>());
        return new(reader.ReadUInt64(), OptimiserMemory.Read(reader, precision))
        {
            Step = step,
            Sum = sum,
            Shuffles = [.. shuffles],
        };
    }
}
