using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Onnx;

/// <summary>The operators that our graphs are made of, named as ONNX names them.</summary>
public static class Operators
{
    extension(GraphBuilder graph)
    {
        public Value Plus(Value a, Value b) => graph.Node("Add", [a, b]);

        public Value Minus(Value a, Value b) => graph.Node("Sub", [a, b]);

        public Value Times(Value a, Value b) => graph.Node("Mul", [a, b]);

        public Value Over(Value a, Value b) => graph.Node("Div", [a, b]);

        public Value Root(Value a) => graph.Node("Sqrt", [a]);

        public Value Sigmoid(Value a) => graph.Node("Sigmoid", [a]);

        public Value Softplus(Value a) => graph.Node("Softplus", [a]);

        public Value Softmax(Value a) => graph.Node("Softmax", [a], ("axis", -1L));

        public Value LogSoftmax(Value a) => graph.Node("LogSoftmax", [a], ("axis", -1L));

        public Value AtMost(Value a, Value b) => graph.Node("Min", [a, b]);

        public Value NoLess(Value a, Value b) => graph.Node("Max", [a, b]);

        public Value Relu(Value a) => graph.Node("Relu", [a]);

        public Value Where(Value condition, Value yes, Value no) => graph.Node("Where", [condition, yes, no]);

        public Value Greater(Value a, Value b) => graph.Node("Greater", [a, b]);

        public Value Same(Value a, Value b) => graph.Node("Equal", [a, b]);

        public Value Clip(Value a, Value low, Value high) => graph.Node("Clip", [a, low, high]);

        public Value Cast(Value a, TensorElementType type) => graph.Node("Cast", [a], ("to", (long)type));

        /// <summary>a times b, plus c; a and b transposed where asked.</summary>
        public Value Affine(Value a, Value b, Value c, bool transposeA = false, bool transposeB = false) =>
            graph.Node("Gemm", [a, b, c], ("transA", transposeA ? 1L : 0L), ("transB", transposeB ? 1L : 0L));

        /// <summary>a times b; transposed where asked.</summary>
        public Value Product(Value a, Value b, bool transposeA = false, bool transposeB = false) =>
            graph.Node("Gemm", [a, b], ("transA", transposeA ? 1L : 0L), ("transB", transposeB ? 1L : 0L));

        /// <summary>Rows of a table, by their numbers.</summary>
        public Value Rows(Value table, Value numbers) => graph.Node("Gather", [table, numbers], ("axis", 0L));

        public Value Sum(Value a, long axis, bool keep = false) =>
            graph.Node("ReduceSum", [a, graph.Constant([axis])], ("keepdims", keep ? 1L : 0L));

        public Value Mean(Value a) => graph.Node("ReduceMean", [a], ("keepdims", 0L));

        public Value Reshape(Value a, params ReadOnlySpan<long> shape) => graph.Node("Reshape", [a, graph.Constant(shape)]);

        public Value Join(ReadOnlySpan<Value> parts, long axis) =>
            parts.Length == 1 ? parts[0] : graph.Node("Concat", parts, ("axis", axis));

        /// <summary>A vector cut into parts of the given lengths.</summary>
        public Value[] Split(Value vector, ReadOnlySpan<long> lengths) =>
            graph.Nodes("Split", lengths.Length, [vector, graph.Constant(lengths)], ("axis", 0L));
    }
}
