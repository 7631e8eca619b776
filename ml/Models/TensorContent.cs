using System.Buffers.Binary;
using ServerlessML.Models.Format;

namespace ServerlessML.Models;

/// <summary>Judges what a tensor of a model holds: its numbers are in the model, and as many as it says.</summary>
internal static class TensorContent
{
    private const int Int64 = 7;

    public static void Require(TensorProto tensor)
    {
        if (tensor.DataLocation != 0 || tensor.ExternalData.Count > 0)
        {
            throw new ForbiddenModelException(
                $"keeps the numbers of '{tensor.Name}' in a file beside it. Export it as one file, without external data."
            );
        }

        var elements = Elements($"the tensor '{tensor.Name}'", tensor.Dims);
        var numbers =
            tensor.FloatData.Count
            + tensor.Int32Data.Count
            + tensor.Int64Data.Count
            + tensor.DoubleData.Count
            + tensor.Uint64Data.Count
            + tensor.StringData.Count;
        // Types of a few bits lie several in a byte, or in a number; the runtime counts them by their type.
        if (elements > 8L * (tensor.RawData.Length + (long)numbers))
        {
            throw new ForbiddenModelException(
                $"has the tensor '{tensor.Name}' of {elements} elements, but fewer numbers for it. Export the model again."
            );
        }
    }

    public static void Require(SparseTensorProto tensor)
    {
        foreach (var part in (IEnumerable<TensorProto?>)[tensor.Values, tensor.Indices])
        {
            if (part is not null)
            {
                Require(part);
            }
        }

        // ONNX Runtime makes it dense when it loads the model.
        RequireSize($"the sparse tensor '{tensor.Values?.Name}'", tensor.Dims, sizeof(double));
    }

    public static void RequireSize(string what, IReadOnlyCollection<long> dims, int elementBytes)
    {
        if (Elements(what, dims) > ModelContent.MostBytes / elementBytes)
        {
            throw new ForbiddenModelException(
                $"has {what} of the shape [{string.Join(", ", dims)}], more than the {ModelContent.MostBytes / (1024 * 1024)} MiB that one "
                    + "tensor may take without being in the model's file."
            );
        }
    }

    /// <summary>The tensor's numbers where they are 64-bit integers; null where they are not, or too many to be a shape.</summary>
    public static long[]? Integers(TensorProto tensor)
    {
        if (tensor.DataType != Int64)
        {
            return null;
        }

        if (tensor.Int64Data.Count > 0)
        {
            return [.. tensor.Int64Data];
        }

        var bytes = tensor.RawData.Span;
        if (bytes.Length is 0 or > 64 * sizeof(long) || bytes.Length % sizeof(long) != 0)
        {
            return null;
        }

        var numbers = new long[bytes.Length / sizeof(long)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        return numbers;
    }

    private static long Elements(string what, IReadOnlyCollection<long> dims)
    {
        try
        {
            return dims.Contains(0) ? 0
                : dims.Any(length => length < 0) ? throw new OverflowException()
                : dims.Aggregate(1L, (product, length) => checked(product * length));
        }
        catch (OverflowException)
        {
            throw new ForbiddenModelException($"has {what} of the shape [{string.Join(", ", dims)}], which no tensor can have.");
        }
    }
}
