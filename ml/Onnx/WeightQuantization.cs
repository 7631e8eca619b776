using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx.Format;

namespace ServerlessML.Ml.Onnx;

/// <summary>
/// Large weights as signed bytes with a scale a column. Rows of tables are looked up as bytes and then scaled; products with constant matrices are of
/// bytes, where the other side is scaled as it comes (<c>DynamicQuantizeLinear</c>, <c>MatMulInteger</c>: ONNX Runtime makes one node of it). Biases
/// and small weights stay as they are: they would win nothing.
/// </summary>
public static class WeightQuantization
{
    /// <summary>Smaller ones cost more in nodes than they save.</summary>
    private const int LeastElements = 2048;

    /// <returns>Null where no weight is large enough, as in a model of trees.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no ONNX model.</exception>
    public static byte[]? Quantize(byte[] model)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        var graph = parsed.Graph;
        var weights = graph.Initializer.Where(IsLargeMatrix).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var uses = graph.Node.SelectMany(node => node.Input).Where(weights.ContainsKey).GroupBy(name => name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        List<NodeProto> nodes = [];
        var changed = false;
        foreach (var node in graph.Node)
        {
            var place = node.OpType == "Gather" ? 0 : 1;
            if (node.Input.Count > place && weights.TryGetValue(node.Input[place], out var tensor) && uses[tensor.Name] == 1 && Replaced(graph, node, tensor) is { } replaced)
            {
                nodes.AddRange(replaced);
                graph.Initializer.Remove(tensor);
                changed = true;
            }
            else
            {
                nodes.Add(node);
            }
        }

        if (!changed)
        {
            return null;
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        parsed.MetadataProps.Add(new StringStringEntryProto { Key = "quantization", Value = "int8" });
        return parsed.ToByteArray();
    }

    private static bool IsLargeMatrix(TensorProto tensor) =>
        tensor.DataType == (int)TensorElementType.Float && tensor.Dims.Count == 2 && tensor.Dims[0] * tensor.Dims[1] >= LeastElements
        && tensor.RawData.Length == tensor.Dims[0] * tensor.Dims[1] * sizeof(float);

    private static List<NodeProto>? Replaced(GraphProto graph, NodeProto node, TensorProto tensor)
    {
        var output = node.Output[0];
        switch (node.OpType)
        {
            case "Gather" when Attribute(node, "axis") == 0:
            {
                var (bytes, scales) = Add(graph, tensor);
                // The columns are the last axis, whatever the shape of the numbers that are looked up.
                return
                [
                    Node("Gather", [bytes, node.Input[1]], $"{output}/bytes"),
                    Node("Cast", [$"{output}/bytes"], $"{output}/numbers", ("to", (long)TensorElementType.Float)),
                    Node("Mul", [$"{output}/numbers", scales], output),
                ];
            }

            case "MatMul":
            case "Gemm" when Attribute(node, "transA") == 0 && Attribute(node, "transB") == 0 && node.Attribute.All(attribute => attribute.Name is not ("alpha" or "beta") || attribute.F == 1):
            {
                var (bytes, scales) = Add(graph, tensor);
                var hasBias = node.OpType == "Gemm" && node.Input.Count > 2 && node.Input[2].Length > 0;
                List<NodeProto> made =
                [
                    Node("DynamicQuantizeLinear", [node.Input[0]], $"{output}/input"),
                    Node("MatMulInteger", [$"{output}/input", bytes, $"{output}/zero"], $"{output}/bytes"),
                    Node("Cast", [$"{output}/bytes"], $"{output}/numbers", ("to", (long)TensorElementType.Float)),
                    Node("Mul", [$"{output}/scale", scales], $"{output}/scales"),
                    Node("Mul", [$"{output}/numbers", $"{output}/scales"], hasBias ? $"{output}/product" : output),
                ];
                made[0].Output.Add($"{output}/scale");
                made[0].Output.Add($"{output}/zero");
                if (hasBias)
                {
                    made.Add(Node("Add", [$"{output}/product", node.Input[2]], output));
                }

                return made;
            }

            default:
                return null;
        }
    }

    private static (string Bytes, string Scales) Add(GraphProto graph, TensorProto tensor)
    {
        var (rows, columns) = ((int)tensor.Dims[0], (int)tensor.Dims[1]);
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        var (bytes, scales) = (new sbyte[values.Length], new float[columns]);
        for (var column = 0; column < columns; column++)
        {
            var most = 0f;
            for (var row = 0; row < rows; row++)
            {
                most = Math.Max(most, Math.Abs(values[row * columns + column]));
            }

            scales[column] = most > 0 ? most / sbyte.MaxValue : 1;
            for (var row = 0; row < rows; row++)
            {
                bytes[row * columns + column] = (sbyte)Math.Clamp(MathF.Round(values[row * columns + column] / scales[column]), -sbyte.MaxValue, sbyte.MaxValue);
            }
        }

        var (whole, scale) = ($"{tensor.Name}/int8", $"{tensor.Name}/scales");
        graph.Initializer.Add(new TensorProto { Name = whole, DataType = (int)TensorElementType.Int8, Dims = { rows, columns }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<sbyte>(bytes)) });
        graph.Initializer.Add(new TensorProto { Name = scale, DataType = (int)TensorElementType.Float, Dims = { columns }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(scales)) });
        return (whole, scale);
    }

    private static long Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I ?? 0;

    private static NodeProto Node(string op, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var node = new NodeProto { OpType = op };
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        node.Output.Add(output);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        }

        return node;
    }
}
