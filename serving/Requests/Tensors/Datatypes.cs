namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>What is known of each <see cref="Datatype"/>.</summary>
internal static class Datatypes
{
    public const string Names = "BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BYTES";

    public static Datatype? Find(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("FP32"u8) => Datatype.Fp32,
            _ when name.SequenceEqual("BYTES"u8) => Datatype.Bytes,
            _ when name.SequenceEqual("INT64"u8) => Datatype.Int64,
            _ when name.SequenceEqual("INT32"u8) => Datatype.Int32,
            _ when name.SequenceEqual("FP64"u8) => Datatype.Fp64,
            _ when name.SequenceEqual("BOOL"u8) => Datatype.Bool,
            _ when name.SequenceEqual("FP16"u8) => Datatype.Fp16,
            _ when name.SequenceEqual("INT16"u8) => Datatype.Int16,
            _ when name.SequenceEqual("INT8"u8) => Datatype.Int8,
            _ when name.SequenceEqual("UINT64"u8) => Datatype.Uint64,
            _ when name.SequenceEqual("UINT32"u8) => Datatype.Uint32,
            _ when name.SequenceEqual("UINT16"u8) => Datatype.Uint16,
            _ when name.SequenceEqual("UINT8"u8) => Datatype.Uint8,
            _ => null,
        };

    public static bool IsInteger(this Datatype type) => type is >= Datatype.Uint8 and <= Datatype.Int64;

    /// <summary>
    /// Whether a column takes the type: a number column any number, a text column texts and whole numbers (as their text).
    /// </summary>
    public static bool Fits(this Datatype type, FeatureColumn column) =>
        column.IsText ? type == Datatype.Bytes || type.IsInteger() : type != Datatype.Bytes;

    /// <summary>The whole numbers that the type holds, as far as they are 64-bit signed.</summary>
    public static (long Least, ulong Most) Range(this Datatype type) =>
        type switch
        {
            Datatype.Uint8 => (0, byte.MaxValue),
            Datatype.Uint16 => (0, ushort.MaxValue),
            Datatype.Uint32 => (0, uint.MaxValue),
            Datatype.Uint64 => (0, ulong.MaxValue),
            Datatype.Int8 => (sbyte.MinValue, (ulong)sbyte.MaxValue),
            Datatype.Int16 => (short.MinValue, (ulong)short.MaxValue),
            Datatype.Int32 => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
}
