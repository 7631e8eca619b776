using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a session's input takes or its output gives.</summary>
public class NodeMetadata
{
    private readonly OrtTensorTypeAndShapeInfo tensor;

    internal unsafe NodeMetadata(nint info)
    {
        int type;
        Status.Check(Api.GetOnnxTypeFromTypeInfo(info, &type));
        OnnxValueType = (OnnxValueType)type;
        if (!IsTensor)
        {
            Dimensions = [];
            SymbolicDimensions = [];
            return;
        }

        nint handle;
        Status.Check(Api.CastTypeInfoToTensorInfo(info, &handle));
        tensor = new OrtTensorTypeAndShapeInfo(handle);
        Dimensions = Array.ConvertAll(tensor.Shape, dimension => (int)dimension);
        var names = stackalloc nint[Dimensions.Length];
        Status.Check(Api.GetSymbolicDimensions(handle, names, (nuint)Dimensions.Length));
        SymbolicDimensions = new string[Dimensions.Length];
        for (var i = 0; i < SymbolicDimensions.Length; i++)
        {
            SymbolicDimensions[i] = Utf8.Text((byte*)names[i]);
        }
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    public bool IsString => IsTensor && tensor.IsString;

    public TensorElementType ElementDataType => IsTensor
        ? tensor.ElementDataType
        : throw new OnnxRuntimeException(ErrorCode.Fail, $"The value is {OnnxValueType}, not a tensor.");

    public Type ElementType => ElementTypes.Managed(ElementDataType);

    /// <summary>Dimensions; -1 is an open one.</summary>
    public int[] Dimensions { get; }

    /// <summary>Names of open dimensions; empty where there is none.</summary>
    public string[] SymbolicDimensions { get; }
}
