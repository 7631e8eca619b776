using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>What an optimiser knows after some steps.</summary>
/// <param name="Parameters">The flat vector.</param>
/// <param name="Momentum">Adam's first moments.</param>
/// <param name="Variance">Adam's second moments.</param>
/// <param name="Steps">Done so far.</param>
internal sealed record OptimiserMemory(float[] Parameters, float[] Momentum, float[] Variance, long Steps)
{
    public static OptimiserMemory From(float[] initial) => new(initial, new float[initial.Length], new float[initial.Length], 0);

    public void Write(BinaryWriter writer)
    {
        writer.WriteAll<float>(Parameters);
        writer.WriteAll<float>(Momentum);
        writer.WriteAll<float>(Variance);
        writer.Write(Steps);
    }

    public static OptimiserMemory Read(BinaryReader reader) =>
        new(reader.ReadAll<float>(), reader.ReadAll<float>(), reader.ReadAll<float>(), reader.ReadInt64());
}
