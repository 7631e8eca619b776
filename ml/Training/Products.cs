using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training;

/// <summary>A graph's matrix products in one precision; what goes in and what comes out is float32 either way.</summary>
internal readonly record struct Products(GraphBuilder Graph, Precision Precision)
{
    /// <summary>a times b, plus c.</summary>
    public Value Affine(Value a, Value b, Value c) => Precision == Precision.Mixed ? Graph.Plus(Of(a, b), c) : Graph.Affine(a, b, c);

    /// <summary>a times b; transposed where asked.</summary>
    public Value Of(Value a, Value b, bool transposeA = false, bool transposeB = false)
    {
        if (Precision != Precision.Mixed)
        {
            return Graph.Product(a, b, transposeA, transposeB);
        }

        var half = Graph.Product(
            Graph.Cast(a, TensorElementType.Float16),
            Graph.Cast(b, TensorElementType.Float16),
            transposeA,
            transposeB
        );
        return Graph.Cast(half, TensorElementType.Float);
    }
}
