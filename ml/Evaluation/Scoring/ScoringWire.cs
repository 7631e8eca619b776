using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>What the two processes say to each other, over the pipes of the confined one's standard input and output.</summary>
internal static class ScoringWire
{
    public const byte Open = 1;
    public const byte Run = 2;
    public const byte Close = 3;

    public const byte Done = 0;
    public const byte Failed = 1;
    public const byte Limit = 2;

    /// <summary>A model has no more inputs, outputs or dimensions.</summary>
    private const int MostParts = 1 << 16;

    public static void Write(BinaryWriter to, IReadOnlyList<ModelTensor> tensors)
    {
        to.Write(tensors.Count);
        foreach (var tensor in tensors)
        {
            to.Write(tensor.Name);
            to.Write(tensor.IsTensor);
            to.Write((int)tensor.Type);
            to.Write(tensor.Dimensions.Count);
            foreach (var dimension in tensor.Dimensions)
            {
                to.Write(dimension);
            }
        }
    }

    /// <exception cref="InvalidDataException">More than can be.</exception>
    public static List<ModelTensor> Tensors(BinaryReader from) =>
        Many(from, MostParts, () =>
            new ModelTensor(
                from.ReadString(),
                from.ReadBoolean(),
                (TensorElementType)from.ReadInt32(),
                Many(from, MostParts, from.ReadInt32)
            )
        );

    public static void Write(BinaryWriter to, IReadOnlyList<ColumnSlice> columns)
    {
        to.Write(columns.Count);
        foreach (var column in columns)
        {
            to.Write(column.Numbers is not null);
            if (column.Numbers is { } numbers)
            {
                Write(to, numbers);
                continue;
            }

            to.Write(column.Rows);
            foreach (var text in column.Texts!)
            {
                to.Write(text.Length);
                to.Write(text);
            }
        }
    }

    public static List<ColumnSlice> Columns(BinaryReader from) =>
        Many(from, MostParts, () =>
            from.ReadBoolean()
                ? new ColumnSlice(Numbers(from, int.MaxValue), null)
                : new ColumnSlice(null, [.. Many(from, int.MaxValue, () => from.ReadBytes(from.ReadInt32()))])
        );

    public static void Write(BinaryWriter to, float[] numbers)
    {
        to.Write(numbers.Length);
        to.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    /// <exception cref="InvalidDataException">More than can be.</exception>
    public static float[] Numbers(BinaryReader from, int most)
    {
        var numbers = new float[Count(from, most)];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static List<T> Many<T>(BinaryReader from, int most, Func<T> one)
    {
        var count = Count(from, most);
        var many = new List<T>(Math.Min(count, 1 << 16));
        for (var i = 0; i < count; i++)
        {
            many.Add(one());
        }

        return many;
    }

    private static int Count(BinaryReader from, int most) =>
        from.ReadInt32() is var count && count >= 0 && count <= most ? count : throw new InvalidDataException($"gave {count} parts");
}
