using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>What an optimiser knows after some steps.</summary>
/// <param name="Parameters">The flat vector.</param>
/// <param name="Momentum">Adam's first moments.</param>
/// <param name="Variance">Adam's second moments.</param>
/// <param name="Steps">Done so far, less those that were left out.</param>
internal sealed record OptimiserMemory(float[] Parameters, float[] Momentum, float[] Variance, long Steps)
{
    /// <summary>Null where products are float32.</summary>
    public LossScale? Scale { get; init; }

    public static OptimiserMemory From(float[] initial, Precision precision = Precision.Float32) =>
        new(initial, new float[initial.Length], new float[initial.Length], 0)
        {
            Scale = precision == Precision.Mixed ? LossScale.Start : null,
        };

    public void Write(BinaryWriter writer)
    {
        writer.WriteAll<float>(Parameters);
        writer.WriteAll<float>(Momentum);
        writer.WriteAll<float>(Variance);
        writer.Write(Steps);
        Scale?.Write(writer);
    }

    public static OptimiserMemory Read(BinaryReader reader, Precision precision) =>
        new(reader.ReadAll<float>(), reader.ReadAll<float>(), reader.ReadAll<float>(), reader.ReadInt64())
        {
            Scale = precision == Precision.Mixed ? LossScale.Read(reader) : null,
        };
}
