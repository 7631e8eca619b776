using Google.Protobuf;
using ServerlessML.Models.Format;

namespace ServerlessML.Models;

/// <summary>
/// What a model may hold. It is somebody else's program: a graph of standard operators over its own numbers, that names no file and no
/// other code. Judged on the bytes, before ONNX Runtime sees them.
/// </summary>
public static class ModelContent
{
    /// <summary>Bytes of one tensor that a model may ask for without having them in its file.</summary>
    public const long MostBytes = 256L * 1024 * 1024;

    private static readonly string[] Domains = ["", "ai.onnx", "ai.onnx.ml"];

    // Makes ONNX Runtime read the session's settings, with a file among them, from the model.
    private const string SettingsKey = "ort_config";

    /// <exception cref="ForbiddenModelException">It holds something else, or is no ONNX model.</exception>
    public static void Require(ReadOnlySpan<byte> model)
    {
        ModelProto parsed;
        try
        {
            parsed = ModelProto.Parser.ParseFrom(model);
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new ForbiddenModelException($"is not an ONNX model that can be run: {broken.Message}");
        }

        if (parsed.Graph is null)
        {
            throw new ForbiddenModelException("is not an ONNX model that can be run: it has no graph.");
        }

        if (parsed.MetadataProps.Any(property => property.Key == SettingsKey))
        {
            throw new ForbiddenModelException($"brings settings for ONNX Runtime ('{SettingsKey}'). Export it without them.");
        }

        RequireDomains(parsed.OpsetImport);
        new GraphContent([]).Require(parsed.Graph);
        foreach (var training in parsed.TrainingInfo)
        {
            new GraphContent([]).Require(training.Initialization);
            new GraphContent([]).Require(training.Algorithm);
        }

        foreach (var function in parsed.Functions)
        {
            RequireDomain(function.Domain, $"the function '{function.Name}'");
            RequireDomains(function.OpsetImport);
            var content = new GraphContent([]);
            content.Require(function.AttributeProto);
            content.Require(function.Node);
        }

        RequireNoCircle(parsed);
    }

    internal static void RequireDomain(string domain, string what)
    {
        if (!Domains.Contains(domain))
        {
            throw new ForbiddenModelException(
                $"has {what} of the domain '{domain}'. A model may have the standard operators of ONNX alone (ai.onnx, ai.onnx.ml): "
                    + "export it without others."
            );
        }
    }

    private static void RequireDomains(IEnumerable<OperatorSetIdProto> imports)
    {
        foreach (var import in imports)
        {
            RequireDomain(import.Domain, $"operators, version {import.Version},");
        }
    }

    // ONNX Runtime puts functions in place of their calls, and one that calls itself has no end.
    private static void RequireNoCircle(ModelProto model)
    {
        var calls = model
            .Functions.GroupBy(function => function.Name, StringComparer.Ordinal)
            .ToDictionary(
                same => same.Key,
                same => same.SelectMany(function => Operators(function.Node)).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        var left = calls.Keys.ToHashSet(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            if (left.RemoveWhere(name => !calls[name].Overlaps(left)) == 0)
            {
                throw new ForbiddenModelException($"has the function '{left.Order(StringComparer.Ordinal).First()}', which calls itself.");
            }
        }
    }

    private static IEnumerable<string> Operators(IEnumerable<NodeProto> nodes) =>
        nodes.SelectMany(node =>
            node.Attribute.SelectMany(GraphContent.GraphsOf).SelectMany(graph => Operators(graph.Node)).Prepend(node.OpType)
        );
}
