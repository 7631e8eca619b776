using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Models.Format;

namespace ServerlessML.Ml.Onnx;

/// <summary>
/// Large weights as signed bytes with a scale a column, which a cast and a product turn back into numbers. ONNX Runtime folds those once,
/// when it loads the model (a <c>DequantizeLinear</c> it would run each time), so that a model is a quarter of its size where it is stored
/// and sent, and as fast as it was. What is multiplied with the weights is left alone: <c>DynamicQuantizeLinear</c> scales a batch by its
/// largest value, so that a row's answer would depend on the rows beside it.
/// </summary>
public static class WeightQuantization
{
    /// <summary>Smaller ones save nothing.</summary>
    private const int LeastElements = 1024;

    /// <summary>The fewest rows that are quantized: with fewer the scales, one a column, would take what the bytes save.</summary>
    private const int LeastRows = 8;

    private static readonly string[] Users = ["Gather", "Gemm", "MatMul"];

    /// <returns>Null where no weight is large enough, as in a model of trees.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no ONNX model.</exception>
    public static byte[]? Quantize(byte[] model)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        var graph = parsed.Graph;
        var large = graph.Initializer.Where(tensor => IsLargeMatrix(tensor) && IsWeight(graph, tensor.Name)).ToList();
        if (large.Count == 0)
        {
            return null;
        }

        for (var i = 0; i < large.Count; i++)
        {
            var tensor = large[i];
            graph.Initializer.Remove(tensor);
            var (bytes, scales) = Add(graph, tensor);
            // Under the weight's own name, so that its users need not change.
            var cast = new NodeProto
            {
                OpType = "Cast",
                Input = { bytes },
                Output = { $"{tensor.Name}/numbers" },
            };
            cast.Attribute.Add(
                new AttributeProto
                {
                    Name = "to",
                    Type = AttributeProto.Types.AttributeType.Int,
                    I = (long)TensorElementType.Float,
                }
            );
            graph.Node.Insert(2 * i, cast);
            graph.Node.Insert(
                (2 * i) + 1,
                new NodeProto
                {
                    OpType = "Mul",
                    Input = { cast.Output[0], scales },
                    Output = { tensor.Name },
                }
            );
        }

        parsed.MetadataProps.Add(new StringStringEntryProto { Key = "weights", Value = "int8" });
        return parsed.ToByteArray();
    }

    private static bool IsLargeMatrix(TensorProto tensor) =>
        tensor.DataType == (int)TensorElementType.Float
        && tensor.Dims.Count == 2
        && tensor.Dims[0] >= LeastRows
        && tensor.Dims[0] * tensor.Dims[1] >= LeastElements
        && tensor.RawData.Length == tensor.Dims[0] * tensor.Dims[1] * sizeof(float);

    private static bool IsWeight(GraphProto graph, string name) =>
        graph.Node.Where(node => node.Input.Contains(name)).All(node => Users.Contains(node.OpType))
        && graph.Output.All(output => output.Name != name);

    private static (string Bytes, string Scales) Add(GraphProto graph, TensorProto tensor)
    {
        var columns = (int)tensor.Dims[1];
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        var (bytes, scales) = (new sbyte[values.Length], new float[columns]);
        for (var i = 0; i < values.Length; i++)
        {
            scales[i % columns] = Math.Max(scales[i % columns], Math.Abs(values[i]));
        }

        scales = Array.ConvertAll(scales, most => most > 0 ? most / sbyte.MaxValue : 1);
        for (var i = 0; i < values.Length; i++)
        {
            bytes[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[i % columns]), -sbyte.MaxValue, sbyte.MaxValue);
        }

        var (whole, scale) = ($"{tensor.Name}/int8", $"{tensor.Name}/scales");
        graph.Initializer.Add(Tensor(whole, TensorElementType.Int8, MemoryMarshal.AsBytes<sbyte>(bytes), tensor.Dims));
        graph.Initializer.Add(Tensor(scale, TensorElementType.Float, MemoryMarshal.AsBytes<float>(scales), [columns]));
        return (whole, scale);
    }

    private static TensorProto Tensor(string name, TensorElementType type, ReadOnlySpan<byte> data, IEnumerable<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(data),
        };
        tensor.Dims.AddRange(shape);
        return tensor;
    }
}
