using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

internal static class ElementTypes
{
    /// <exception cref="OnnxRuntimeException">No tensor of T can be made.</exception>
    public static TensorElementType Of<T>() => TypeOf<T>.Value ?? throw new OnnxRuntimeException(
        ErrorCode.InvalidArgument, $"Tensors of {typeof(T)} are not supported.");

    public static Type Managed(TensorElementType type) => type switch
    {
        TensorElementType.Float => typeof(float),
        TensorElementType.Double => typeof(double),
        TensorElementType.UInt8 => typeof(byte),
        TensorElementType.Int8 => typeof(sbyte),
        TensorElementType.UInt16 => typeof(ushort),
        TensorElementType.Int16 => typeof(short),
        TensorElementType.Int32 => typeof(int),
        TensorElementType.UInt32 => typeof(uint),
        TensorElementType.Int64 => typeof(long),
        TensorElementType.UInt64 => typeof(ulong),
        TensorElementType.Bool => typeof(bool),
        TensorElementType.String => typeof(string),
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensors of {type} are not supported."),
    };

    private static class TypeOf<T>
    {
        public static readonly TensorElementType? Value =
            Enum.GetValues<TensorElementType>().Where(type => type is >= TensorElementType.Float and <= TensorElementType.UInt64
                and not TensorElementType.Float16 and not TensorElementType.String && Managed(type) == typeof(T))
                .Select(type => (TensorElementType?)type).FirstOrDefault();
    }
}
