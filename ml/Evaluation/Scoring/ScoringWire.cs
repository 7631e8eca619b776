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

    public static List<ModelTensor> Tensors(BinaryReader from) =>
        Many(from, () =>
            new ModelTensor(from.ReadString(), from.ReadBoolean(), (TensorElementType)from.ReadInt32(), Many(from, from.ReadInt32))
        );

    public static void Write(BinaryWriter to, IReadOnlyList<ColumnSlice> columns)
    {
        to.Write(columns.Count);
        foreach (var column in columns)
        {
            to.Write(column.Numbers is not null);
            to.Write(column.Rows);
            foreach (var number in column.Numbers ?? [])
            {
                to.Write(number);
            }

            foreach (var text in column.Texts ?? [])
            {
                to.Write(text.Length);
                to.Write(text);
            }
        }
    }

    public static List<ColumnSlice> Columns(BinaryReader from) =>
        Many(from, () =>
            from.ReadBoolean()
                ? new ColumnSlice([.. Many(from, from.ReadSingle)], null)
                : new ColumnSlice(null, [.. Many(from, () => from.ReadBytes(from.ReadInt32()))])
        );

    public static void Write(BinaryWriter to, float[] numbers)
    {
        to.Write(numbers.Length);
        to.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    /// <exception cref="InvalidDataException">More than can be.</exception>
    public static float[] Numbers(BinaryReader from, int most)
    {
        var count = from.ReadInt32();
        if (count < 0 || count > most)
        {
            throw new InvalidDataException($"gave {count} numbers");
        }

        var numbers = new float[count];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static List<T> Many<T>(BinaryReader from, Func<T> one)
    {
        var count = from.ReadInt32();
        var many = new List<T>(Math.Min(count, 1 << 16));
        for (var i = 0; i < count; i++)
        {
            many.Add(one());
        }

        return many;
    }
}
