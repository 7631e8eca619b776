using Google.Protobuf.Collections;
using ServerlessML.Models.Format;

namespace ServerlessML.Models;

/// <summary>Judges what a graph, the graphs in it, or a function's body hold.</summary>
/// <param name="known">Constants of the graphs around it, by name.</param>
internal sealed class GraphContent(Dictionary<string, TensorProto> known)
{
    // Operators whose result is as large as one of their inputs says, and its place among them.
    private static readonly Dictionary<string, int> SizeInputs = new(StringComparer.Ordinal) { ["ConstantOfShape"] = 0, ["Expand"] = 1 };

    private static readonly string[] WithShapes = ["RandomNormal", "RandomUniform"];

    private readonly Dictionary<string, TensorProto> _constants = new(known, StringComparer.Ordinal);

    public static IEnumerable<GraphProto> GraphsOf(AttributeProto attribute) =>
        attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs;

    public void Require(GraphProto? graph)
    {
        if (graph is null)
        {
            return;
        }

        foreach (var tensor in graph.Initializer)
        {
            TensorContent.Require(tensor);
            _constants[tensor.Name] = tensor;
        }

        foreach (var tensor in graph.SparseInitializer)
        {
            TensorContent.Require(tensor);
        }

        Require(graph.Node);
    }

    public void Require(RepeatedField<NodeProto> nodes)
    {
        foreach (var node in nodes)
        {
            ModelContent.RequireDomain(node.Domain, $"the operator '{node.OpType}'");
            Require(node.Attribute);
            if (node is { OpType: "Constant", Output.Count: 1 } && node.Attribute.FirstOrDefault(one => one.T is not null) is { } constant)
            {
                _constants[node.Output[0]] = constant.T;
            }

            RequireSize(node);
        }
    }

    public void Require(RepeatedField<AttributeProto> attributes)
    {
        foreach (var attribute in attributes)
        {
            foreach (var tensor in attribute.T is { } one ? attribute.Tensors.Prepend(one) : attribute.Tensors)
            {
                TensorContent.Require(tensor);
            }

            foreach (var sparse in attribute.SparseTensor is { } one ? attribute.SparseTensors.Prepend(one) : attribute.SparseTensors)
            {
                TensorContent.Require(sparse);
            }

            foreach (var graph in GraphsOf(attribute))
            {
                new GraphContent(_constants).Require(graph);
            }
        }
    }

    // What depends on the rows is held by the limit of memory of a run.
    private void RequireSize(NodeProto node)
    {
        var dims =
            WithShapes.Contains(node.OpType) ? node.Attribute.FirstOrDefault(one => one.Name == "shape")?.Ints.ToArray()
            : SizeInputs.TryGetValue(node.OpType, out var place)
            && node.Input.Count > place
            && _constants.TryGetValue(node.Input[place], out var shape)
                ? TensorContent.Integers(shape)
            : null;
        if (dims is not null)
        {
            TensorContent.RequireSize($"the operator '{node.OpType}'", dims, sizeof(float));
        }
    }
}
