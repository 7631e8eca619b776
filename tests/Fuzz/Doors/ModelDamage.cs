using Google.Protobuf;
using ServerlessML.Models.Format;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>Changes a model so that it can still be read: what is wrong then is found by judgement, ONNX Runtime, or nobody.</summary>
internal static class ModelDamage
{
    private static readonly long[] Numbers =
    [
        0,
        1,
        -1,
        2,
        3,
        7,
        255,
        4096,
        int.MaxValue,
        int.MinValue,
        long.MaxValue,
        long.MinValue,
        1L << 33,
    ];

    private static readonly string[] Operators =
    [
        "Identity",
        "Add",
        "MatMul",
        "Gather",
        "Reshape",
        "Expand",
        "Tile",
        "Concat",
        "Slice",
        "Cast",
        "Softmax",
        "ConstantOfShape",
        "Range",
        "OneHot",
        "TopK",
        "Loop",
        "If",
        "Scan",
        "StringConcat",
        "TfIdfVectorizer",
        "LabelEncoder",
        "TreeEnsembleRegressor",
        "TreeEnsemble",
        "Imputer",
        "Conv",
        "MaxPool",
        "Resize",
        "Einsum",
        "ScatterElements",
        "GatherND",
        "Pad",
        "Unique",
        "NonMaxSuppression",
        "Col2Im",
        "LSTM",
        "SequenceAt",
        "Optional",
        "DequantizeLinear",
        "RandomNormal",
        "Nothing",
    ];

    public static byte[] Of(byte[] model, Random random)
    {
        var changed = ModelProto.Parser.ParseFrom(model);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            Change(changed, random);
        }

        return changed.ToByteArray();
    }

    private static void Change(ModelProto model, Random random)
    {
        var graph = model.Graph;
        var names = graph.Node.SelectMany(node => node.Input.Concat(node.Output)).Append("").Append("nothing").ToList();
        switch (random.Next(14))
        {
            case 0 when graph.Node.Count > 0:
                One(graph.Node, random).OpType = One(Operators, random);
                break;
            case 1 when graph.Node.Count > 0:
                graph.Node.RemoveAt(random.Next(graph.Node.Count));
                break;
            case 2 when graph.Node.Count > 0:
                graph.Node.Insert(random.Next(graph.Node.Count + 1), One(graph.Node, random).Clone());
                break;
            case 3 when graph.Node.Count > 0:
                var node = One(graph.Node, random);
                if (node.Input.Count > 0)
                {
                    node.Input[random.Next(node.Input.Count)] = One(names, random);
                }

                break;
            case 4 when graph.Node.Count > 0:
                One(graph.Node, random).Input.Add(One(names, random));
                break;
            case 5 when graph.Node.Count > 0:
                One(graph.Node, random).Output.Add(One(names, random));
                break;
            case 6 when graph.Node.Any(known => known.Attribute.Count > 0):
                Change(One(One([.. graph.Node.Where(known => known.Attribute.Count > 0)], random).Attribute, random), random);
                break;
            case 7 when graph.Node.Count > 0:
                One(graph.Node, random)
                    .Attribute.Add(
                        new AttributeProto
                        {
                            Name = One(["axis", "to", "keepdims", "perm", "shape", "value", "nodes_modes", "keys_strings"], random),
                            Type = (AttributeProto.Types.AttributeType)random.Next(1, 12),
                            I = One(Numbers, random),
                            Ints = { One(Numbers, random) },
                            F = float.NaN,
                        }
                    );
                break;
            case 8 when graph.Initializer.Count > 0:
                Change(One(graph.Initializer, random), random);
                break;
            case 9 when graph.Input.Count > 0:
                Change(One(graph.Input, random), random);
                break;
            case 10 when graph.Output.Count > 0:
                Change(One(graph.Output, random), random);
                break;
            case 11 when model.OpsetImport.Count > 0:
                One(model.OpsetImport, random).Version = One(Numbers, random);
                break;
            case 12:
                model.IrVersion = One(Numbers, random);
                break;
            default:
                One(graph.Node, random).Name = new string('n', random.Next(300));
                break;
        }
    }

    private static void Change(AttributeProto attribute, Random random)
    {
        attribute.I = One(Numbers, random);
        attribute.F = One([0f, float.NaN, float.MaxValue, float.NegativeInfinity], random);
        if (attribute.Ints.Count > 0)
        {
            attribute.Ints[random.Next(attribute.Ints.Count)] = One(Numbers, random);
        }

        if (attribute.Floats.Count > 0 && random.Next(2) == 0)
        {
            attribute.Floats.RemoveAt(random.Next(attribute.Floats.Count));
        }

        if (attribute.Strings.Count > 0 && random.Next(2) == 0)
        {
            attribute.Strings.RemoveAt(random.Next(attribute.Strings.Count));
        }

        if (random.Next(3) == 0)
        {
            attribute.Type = (AttributeProto.Types.AttributeType)random.Next(0, 14);
        }

        if (attribute.T is not null)
        {
            Change(attribute.T, random);
        }
    }

    private static void Change(TensorProto tensor, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                tensor.DataType = random.Next(0, 25);
                break;
            case 1 when tensor.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = One(Numbers, random);
                break;
            case 2:
                tensor.Dims.Add(One(Numbers, random));
                break;
            default:
                var bytes = tensor.RawData.ToByteArray();
                random.NextBytes(bytes);
                tensor.RawData = ByteString.CopyFrom(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                break;
        }
    }

    private static void Change(ValueInfoProto value, Random random)
    {
        if (random.Next(3) == 0 || value.Type?.TensorType?.Shape is not { Dim.Count: > 0 } shape)
        {
            (value.Type ??= new()).TensorType = new() { ElemType = random.Next(0, 25) };
            return;
        }

        shape.Dim[random.Next(shape.Dim.Count)].DimValue = One(Numbers, random);
    }

    private static T One<T>(IReadOnlyList<T> some, Random random) => some[random.Next(some.Count)];
}
