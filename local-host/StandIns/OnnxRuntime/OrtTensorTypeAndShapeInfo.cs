using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

#pragma warning disable CA1815 // The genuine one has no equality of its own.
public unsafe struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint tensor)
    {
        int type;
        nuint rank, elements;
        Status.Check(Api.GetTensorElementType(tensor, &type));
        Status.Check(Api.GetDimensionsCount(tensor, &rank));
        Shape = new long[rank];
        fixed (long* shape = Shape)
        {
            Status.Check(Api.GetDimensions(tensor, shape, rank));
        }

        ElementDataType = (TensorElementType)type;
        if (!Shape.Contains(-1))
        {
            Status.Check(Api.GetTensorShapeElementCount(tensor, &elements));
            ElementCount = checked((long)elements);
        }
    }

    public TensorElementType ElementDataType { get; }

    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>Elements; 0 while a dimension is open.</summary>
    public long ElementCount { get; }

    public int DimensionsCount => Shape.Length;

    /// <summary>Dimensions; -1 is an open one.</summary>
    public long[] Shape { get; }
}
