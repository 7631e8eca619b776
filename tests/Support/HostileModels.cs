using System.Runtime.InteropServices;
using Google.Protobuf;
using ServerlessML.Models.Format;

namespace ServerlessML.Tests.Support;

/// <summary>
/// Models over one number column that answer 0.5 to every row, and do something else beside: what a stranger's model may try.
/// </summary>
public static class HostileModels
{
    internal const int Float = 1;
    internal const int Int64 = 7;
    private const int Bool = 9;

    /// <summary>Turns a loop so often for a row above the threshold, and once for others.</summary>
    /// <param name="missing">A missing number counts as 0, so that every row may be above the threshold.</param>
    public static byte[] Loop(string column, long trips, float threshold, bool missing = false)
    {
        var body = new GraphProto
        {
            Name = "turn",
            Node = { Node("Identity", ["going"], "goes"), Node("Cos", ["value"], "next") },
            Input = { Info("turn", Int64, []), Info("going", Bool, []), Info("value", Float, []) },
            Output = { Info("goes", Bool, []), Info("next", Float, []) },
        };
        var loop = Node("Loop", ["turns", "yes", "largest"], "sum");
        loop.Attribute.Add(
            new AttributeProto
            {
                Name = "body",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = body,
            }
        );
        var graph = Answering(column, "sum");
        graph.Initializer.Add(Tensor("threshold", Float, [], MemoryMarshal.AsBytes<float>([threshold])));
        graph.Initializer.Add(Tensor("many", Int64, [], MemoryMarshal.AsBytes<long>([trips])));
        graph.Initializer.Add(Tensor("one", Int64, [], MemoryMarshal.AsBytes<long>([1L])));
        graph.Initializer.Add(Tensor("yes", Bool, [], [1]));
        Before(
            graph,
            [
                .. Largest(column, missing),
                Node("Greater", ["largest", "threshold"], "over"),
                Node("Where", ["over", "many", "one"], "turns"),
                loop,
            ]
        );
        return Model(graph).ToByteArray();
    }

    /// <summary>Makes an array of so many numbers for a row above the threshold.</summary>
    public static byte[] Allocation(string column, long elements, float threshold, bool missing = false)
    {
        var graph = Answering(column, "sum");
        graph.Initializer.Add(Tensor("threshold", Float, [], MemoryMarshal.AsBytes<float>([threshold])));
        graph.Initializer.Add(Tensor("many", Int64, [1], MemoryMarshal.AsBytes<long>([elements])));
        graph.Initializer.Add(Tensor("one", Int64, [1], MemoryMarshal.AsBytes<long>([1L])));
        Before(
            graph,
            [
                .. Largest(column, missing),
                Node("Greater", ["largest", "threshold"], "over"),
                Node("Where", ["over", "many", "one"], "shape"),
                Node("ConstantOfShape", ["shape"], "array"),
                Node("Cos", ["array"], "turned"),
                Node("ReduceMax", ["turned"], "sum", ("keepdims", 0)),
            ]
        );
        return Model(graph).ToByteArray();
    }

    /// <summary>Takes a number from a file's bytes.</summary>
    public static byte[] ExternalInitializer(string column, string path) =>
        Changed(column, model => model.Graph.Initializer.Add(External(path)));

    /// <summary>A model that answers 0.5, changed.</summary>
    internal static byte[] Changed(string column, Action<ModelProto> change)
    {
        var graph = Answering(column, "zero");
        var model = Model(graph);
        change(model);
        return model.ToByteArray();
    }

    internal static TensorProto External(string path) =>
        new()
        {
            Name = "outside",
            DataType = 2,
            Dims = { 4 },
            DataLocation = 1,
            ExternalData =
            {
                new StringStringEntryProto { Key = "location", Value = path },
                new StringStringEntryProto { Key = "length", Value = "4" },
            },
        };

    internal static NodeProto Node(string op, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto
        {
            OpType = op,
            Input = { inputs },
            Output = { output },
        };
        node.Attribute.AddRange(
            attributes.Select(attribute => new AttributeProto
            {
                Name = attribute.Name,
                Type = AttributeProto.Types.AttributeType.Int,
                I = attribute.Value,
            })
        );
        return node;
    }

    internal static TensorProto Tensor(string name, int type, long[] dims, ReadOnlySpan<byte> data) =>
        new()
        {
            Name = name,
            DataType = type,
            Dims = { dims },
            RawData = ByteString.CopyFrom(data),
        };

    // 0.5, plus nothing times what else was computed.
    private static GraphProto Answering(string column, string besides) =>
        new()
        {
            Name = "hostile",
            Input = { Info(column, Float, ["N", "1"]) },
            Output = { Info("probability", Float, ["N", "1"]) },
            Initializer =
            {
                Tensor("zero", Float, [], MemoryMarshal.AsBytes<float>([0f])),
                Tensor("half", Float, [], MemoryMarshal.AsBytes<float>([0.5f])),
            },
            Node =
            {
                Node("IsNaN", [column], "missing"),
                Node("Where", ["missing", "zero", column], "known"),
                Node("Mul", ["known", "zero"], "nothing"),
                Node("Mul", [besides, "zero"], "nothing more"),
                Node("Add", ["nothing", "half"], "halves"),
                Node("IsNaN", ["nothing more"], "strange"),
                Node("Where", ["strange", "zero", "nothing more"], "ordinary"),
                Node("Add", ["halves", "ordinary"], "probability"),
            },
        };

    // A missing number counts as 0 where it is to count, and is above no threshold elsewhere.
    private static NodeProto[] Largest(string column, bool missing) =>
        missing
            ?
            [
                Node("IsNaN", [column], "none"),
                Node("Where", ["none", "zero", column], "some"),
                Node("ReduceMax", ["some"], "largest", ("keepdims", 0)),
            ]
            : [Node("ReduceMax", [column], "largest", ("keepdims", 0))];

    private static void Before(GraphProto graph, NodeProto[] nodes)
    {
        var answering = graph.Node.ToList();
        graph.Node.Clear();
        graph.Node.AddRange([.. nodes, .. answering]);
    }

    private static ModelProto Model(GraphProto graph) =>
        new()
        {
            IrVersion = 7,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 13 } },
        };

    private static ValueInfoProto Info(string name, int type, string[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(
                long.TryParse(dim, out var length)
                    ? new TensorShapeProto.Types.Dimension { DimValue = length }
                    : new TensorShapeProto.Types.Dimension { DimParam = dim }
            );
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape },
            },
        };
    }
}
