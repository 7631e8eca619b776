using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Models.Format;

namespace ServerlessML.Ml.Onnx;

/// <summary>
/// Writes an ONNX model: inputs, constants, nodes in order of their making, outputs. The same calls give the same bytes.
/// Operators: <see href="https://onnx.ai/onnx/operators/"/>, version <see cref="Opset"/>, and ai.onnx.ml version <see cref="MlOpset"/>.
/// </summary>
public sealed class GraphBuilder(string name)
{
    public const int Opset = 18;
    private const int TextOpset = 20;
    public const int MlOpset = 3;
    private const int FormatVersion = 8;
    private const int TextFormatVersion = 9;
    private const string MlDomain = "ai.onnx.ml";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _usesMl;
    private bool _splits;
    private int _made;

    /// <exception cref="ArgumentException">The name is kept for the builder: it starts with a slash.</exception>
    public Value Input(string name, TensorElementType type, params ReadOnlySpan<Axis> shape)
    {
        if (name.StartsWith('/'))
        {
            throw new ArgumentException($"An input cannot be named '{name}'.", nameof(name));
        }

        _graph.Input.Add(Describe(name, type, shape));
        return new Value(name);
    }

    public void Output(Value value, string name, TensorElementType type, params ReadOnlySpan<Axis> shape)
    {
        var node = new NodeProto { OpType = "Identity" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        _graph.Node.Add(node);
        _graph.Output.Add(Describe(name, type, shape));
    }

    /// <summary>A note that travels with the model.</summary>
    public void Note(string key, string text) => _metadata[key] = text;

    /// <summary>A scalar, of rank 0.</summary>
    public Value Constant(float value) =>
        Initializer(TensorElementType.Float, MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)), []);

    /// <summary>A vector, or a tensor of the given shape.</summary>
    public Value Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Initializer(TensorElementType.Float, MemoryMarshal.AsBytes(values), shape.IsEmpty ? [values.Length] : shape);

    public Value Constant(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Initializer(TensorElementType.Int64, MemoryMarshal.AsBytes(values), shape.IsEmpty ? [values.Length] : shape);

    /// <summary>A node with one result.</summary>
    public Value Node(string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Nodes(op, 1, inputs, attributes)[0];

    /// <summary>A node with several results.</summary>
    /// <param name="attributes">Values are <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, or arrays of these.</param>
    public Value[] Nodes(string op, int results, ReadOnlySpan<Value> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Add("", op, results, inputs, attributes);

    /// <summary>Looks texts up in a table of numbers.</summary>
    /// <param name="otherwise">For texts that the table lacks.</param>
    public Value LookUp(Value texts, string[] keys, long[] values, long otherwise)
    {
        _usesMl = true;
        return Add(MlDomain, "LabelEncoder", 1, [texts], [("keys_strings", keys), ("values_int64s", values), ("default_int64", otherwise)])[
            0
        ];
    }

    /// <summary>The same, for fractional numbers.</summary>
    public Value LookUp(Value texts, string[] keys, float[] values, float otherwise)
    {
        _usesMl = true;
        return Add(MlDomain, "LabelEncoder", 1, [texts], [("keys_strings", keys), ("values_floats", values), ("default_float", otherwise)])[
            0
        ];
    }

    /// <summary>An [N, columns] tensor with each NaN replaced by its column's value.</summary>
    public Value Impute(Value rows, float[] values)
    {
        _usesMl = true;
        return Add(MlDomain, "Imputer", 1, [rows], [("imputed_value_floats", values), ("replaced_value_float", float.NaN)])[0];
    }

    /// <summary>An [N, columns] tensor less each column's offset, times its scale.</summary>
    public Value Scale(Value rows, float[] offsets, float[] scales)
    {
        _usesMl = true;
        return Add(MlDomain, "Scaler", 1, [rows], [("offset", offsets), ("scale", scales)])[0];
    }

    /// <summary>The sums of the leaves that each row of an [N, columns] tensor falls into, [N, targets].</summary>
    public Value SumOfTrees(Value rows, TreeNodes nodes)
    {
        _usesMl = true;
        return Add(MlDomain, "TreeEnsembleRegressor", 1, [rows], nodes.Attributes())[0];
    }

    /// <summary>An [N, 1] tensor of texts as their words, [N, words], empty after the last, and how many each has, [N, 1].</summary>
    public (Value Words, Value Count) Words(Value texts)
    {
        _splits = true;
        var parts = Add("", "StringSplit", 2, [texts], [("delimiter", " ")]);
        // The rows that have no word at all have one place for it.
        return (Node("Reshape", [parts[0], Constant([0L, -1L])]), parts[1]);
    }

    /// <summary>How often each of the words, and then of the pairs of words that follow each other, is in a row of words.</summary>
    public Value Occurrences(Value words, string[] vocabulary, (string First, string Second)[] pairs)
    {
        string[] pool = [.. vocabulary, .. pairs.SelectMany(pair => (string[])[pair.First, pair.Second])];
        return Node(
            "TfIdfVectorizer",
            [words],
            ("mode", "TF"),
            ("min_gram_length", 1L),
            ("max_gram_length", pairs.Length == 0 ? 1L : 2L),
            ("max_skip_count", 0L),
            ("ngram_counts", pairs.Length == 0 ? [0L] : (long[])[0, vocabulary.Length]),
            ("ngram_indexes", Enumerable.Range(0, vocabulary.Length + pairs.Length).Select(place => (long)place).ToArray()),
            ("pool_strings", pool)
        );
    }

    /// <summary>The model's bytes.</summary>
    public byte[] Build()
    {
        var model = new ModelProto
        {
            IrVersion = _splits ? TextFormatVersion : FormatVersion,
            ProducerName = "ServerlessML",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = _splits ? TextOpset : Opset });
        if (_usesMl)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = MlDomain, Version = MlOpset });
        }

        foreach (var (key, text) in _metadata)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = text });
        }

        return model.ToByteArray();
    }

    private Value[] Add(
        string domain,
        string op,
        int results,
        ReadOnlySpan<Value> inputs,
        ReadOnlySpan<(string Name, object Value)> attributes
    )
    {
        var node = new NodeProto { OpType = op, Domain = domain };
        foreach (var input in inputs)
        {
            node.Input.Add(input.Name);
        }

        var values = new Value[results];
        for (var i = 0; i < results; i++)
        {
            values[i] = Fresh();
            node.Output.Add(values[i].Name);
        }

        foreach (var (attribute, value) in attributes)
        {
            node.Attribute.Add(Attribute(attribute, value));
        }

        _graph.Node.Add(node);
        return values;
    }

    private Value Initializer(TensorElementType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = Fresh().Name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(tensor);
        return new Value(tensor.Name);
    }

    // A slash keeps made-up names apart from inputs, which are named by people.
    private Value Fresh() => new("/" + (_made++).ToString(CultureInfo.InvariantCulture));

    private static ValueInfoProto Describe(string name, TensorElementType type, ReadOnlySpan<Axis> shape)
    {
        var described = new TensorShapeProto();
        foreach (var axis in shape)
        {
            described.Dim.Add(
                axis.Length is { } length
                    ? new TensorShapeProto.Types.Dimension { DimValue = length }
                    : new TensorShapeProto.Types.Dimension { DimParam = axis.Name }
            );
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = described };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long number:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, number);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case long[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            case float[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            default:
                throw new ArgumentException($"Attribute '{name}' has a value of {value.GetType()}.", nameof(value));
        }

        return attribute;
    }
}
