using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// Reads a tensor of one column from bytes: little-endian elements without padding; a text is its length (4 bytes, unsigned) and its bytes.
/// <see href="https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol/binary-tensor-data-extension"/>
/// </summary>
internal static class BinaryTensor
{
    /// <summary>Fills the column in every row of the batch. Numbers become the nearest float32.</summary>
    /// <param name="data">The tensor's bytes, all of them.</param>
    /// <param name="type">Fits the column.</param>
    /// <param name="column">Where the values go.</param>
    /// <param name="batch">Has its rows.</param>
    /// <param name="input">The tensor's place among the inputs, for faults.</param>
    public static Fault? Read(ReadOnlySpan<byte> data, Datatype type, FeatureColumn column, RowBatch batch, int input) =>
        type switch
        {
            Datatype.Bytes => ReadTexts(data, column, batch, input),
            Datatype.Bool => ReadNumbers<byte>(data, column, batch, input),
            Datatype.Uint8 => ReadNumbers<byte>(data, column, batch, input),
            Datatype.Uint16 => ReadNumbers<ushort>(data, column, batch, input),
            Datatype.Uint32 => ReadNumbers<uint>(data, column, batch, input),
            Datatype.Uint64 => ReadNumbers<ulong>(data, column, batch, input),
            Datatype.Int8 => ReadNumbers<sbyte>(data, column, batch, input),
            Datatype.Int16 => ReadNumbers<short>(data, column, batch, input),
            Datatype.Int32 => ReadNumbers<int>(data, column, batch, input),
            Datatype.Int64 => ReadNumbers<long>(data, column, batch, input),
            Datatype.Fp16 => ReadNumbers<Half>(data, column, batch, input),
            Datatype.Fp32 => ReadNumbers<float>(data, column, batch, input),
            _ => ReadNumbers<double>(data, column, batch, input),
        };

    private static Fault? ReadNumbers<T>(ReadOnlySpan<byte> data, FeatureColumn column, RowBatch batch, int input)
        where T : unmanaged, INumberBase<T>, IUtf8SpanFormattable
    {
        var size = Marshal.SizeOf<T>();
        if (data.Length != (long)size * batch.Count)
        {
            return Fault.WrongLength(
                $"'{column.Name}' has {data.Length} bytes, but the shape's {batch.Count} elements of {size} bytes take "
                    + $"{(long)size * batch.Count}.",
                $"$.inputs[{input}]"
            );
        }

        var values = column.IsText ? default : batch.NumbersOf(column).AsSpan(0, batch.Count);
        for (var row = 0; row < batch.Count; row++)
        {
            var value = MemoryMarshal.Read<T>(data[(row * size)..]);
            if (column.IsText)
            {
                const int longest = 20;
                value.TryFormat(batch.RoomForText(longest), out var length, default, CultureInfo.InvariantCulture);
                batch.SetText(column, row, length);
            }
            else if (float.IsInfinity(values[row] = float.CreateTruncating(value)))
            {
                return Fault.WrongType(
                    $"'{column.Name}' must fit into a 32-bit float; the number is outside its range.",
                    $"$.inputs[{input}].data[{row}]"
                );
            }
        }

        return null;
    }

    private static Fault? ReadTexts(ReadOnlySpan<byte> data, FeatureColumn column, RowBatch batch, int input)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (!BinaryPrimitives.TryReadUInt32LittleEndian(data, out var length) || length > (uint)data.Length - sizeof(uint))
            {
                return Fault.WrongLength(
                    $"'{column.Name}' ends before the shape's {batch.Count} texts do. Precede each text by its length in 4 bytes.",
                    $"$.inputs[{input}].data[{row}]"
                );
            }

            var text = data.Slice(sizeof(uint), (int)length);
            if (!Utf8.IsValid(text))
            {
                return Fault.WrongType($"'{column.Name}' must be text in UTF-8; the bytes are not.", $"$.inputs[{input}].data[{row}]");
            }

            if (batch.Dates?[column.Index] is { } date)
            {
                if (!batch.TrySetDate(column, row, text))
                {
                    return Fault.WrongType(
                        $"'{column.Name}' must be {date.Example()}, or an empty text.",
                        $"$.inputs[{input}].data[{row}]"
                    );
                }
            }
            else
            {
                text.CopyTo(batch.RoomForText(text.Length));
                batch.SetText(column, row, text.Length);
            }

            data = data[(sizeof(uint) + text.Length)..];
        }

        return data.IsEmpty
            ? null
            : Fault.WrongLength(
                $"'{column.Name}' has {data.Length} bytes more than the shape's {batch.Count} texts.",
                $"$.inputs[{input}]"
            );
    }
}
