using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>What the public REST specification says of the operations and documents that are used, trimmed to names, types and what is required.</summary>
internal sealed class Specification
{
    private readonly JsonObject _definitions;
    private readonly IReadOnlyList<SpecifiedOperation> _operations;

    private Specification(JsonNode listing)
    {
        ApiVersion = (string)listing["apiVersion"]!;
        _definitions = listing["definitions"]!.AsObject();
        _operations = [.. listing["operations"]!.AsArray().Select(operation => SpecifiedOperation.Read(operation!))];
    }

    public string ApiVersion { get; }

    public static Specification ContainerApps { get; } = Load("Microsoft.App");

    public static Specification MachineLearning { get; } = Load("Microsoft.MachineLearningServices");

    public static Specification Insights { get; } = Load("Microsoft.Insights");

    public SpecifiedOperation? Find(string method, string path) => _operations.FirstOrDefault(operation => operation.Is(method, path));

    /// <summary>What is wrong with a document; nothing when it is as specified.</summary>
    /// <param name="type">A definition's name, or one of the listing's type words.</param>
    /// <param name="node">The document.</param>
    /// <param name="sent">Members that only the service writes are wrong too.</param>
    /// <param name="at">Where, for the message.</param>
    public IEnumerable<string> Check(string type, JsonNode? node, bool sent, string at = "$")
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return node is JsonArray items ? items.SelectMany((item, index) => Check(type[..^2], item, sent, $"{at}[{index}]")) : [$"{at} is no array"];
        }

        if (type.StartsWith("map<", StringComparison.Ordinal))
        {
            return node is JsonObject members ? members.SelectMany(member => Check(type[4..^1], member.Value, sent, $"{at}.{member.Key}")) : [$"{at} is no object"];
        }

        return _definitions[type] is JsonObject definition ? CheckDefinition(type, definition, node, sent, at) : IsPlain(type, node) ? [] : [$"{at} is no {type}: {node?.ToJsonString()}"];
    }

    private IEnumerable<string> CheckDefinition(string type, JsonObject definition, JsonNode? node, bool sent, string at)
    {
        if (definition["enum"] is JsonArray words)
        {
            return words.Any(word => (string)word! == (string?)node) ? [] : [$"{at} is '{node}', which is no {type}"];
        }

        if (node is not JsonObject members)
        {
            return [$"{at} is no {type}"];
        }

        if (definition["discriminator"] is { } discriminator && definition["kinds"]![(string?)members[(string)discriminator!] ?? ""] is { } kind && (string)kind! != type)
        {
            return Check((string)kind!, node, sent, at);
        }

        var known = Properties(type).ToDictionary();
        var missing = Required(type).Where(name => members[name] is null).Select(name => $"{at}.{name} is required");
        var wrong = members.SelectMany(member => known.TryGetValue(member.Key, out var word) ? CheckMember(word, member.Value, sent, $"{at}.{member.Key}") : [$"{at}.{member.Key} is not a member of {type}"]);
        return missing.Concat(wrong);
    }

    private IEnumerable<string> CheckMember(string word, JsonNode? value, bool sent, string at)
    {
        var readOnly = word.StartsWith("readOnly ", StringComparison.Ordinal);
        return readOnly && sent ? [$"{at} is the service's to write"] : Check(readOnly ? word["readOnly ".Length..] : word, value, sent, at);
    }

    private IEnumerable<KeyValuePair<string, string>> Properties(string type) =>
        Bases(type).SelectMany(Properties).Concat(_definitions[type]!["properties"]!.AsObject().Select(property => KeyValuePair.Create(property.Key, (string)property.Value!)));

    private IEnumerable<string> Required(string type) =>
        Bases(type).SelectMany(Required).Concat((_definitions[type]!["required"] as JsonArray ?? []).Select(name => (string)name!)).Distinct();

    private IEnumerable<string> Bases(string type) => (_definitions[type]!["allOf"] as JsonArray ?? []).Select(name => (string)name!);

    private static bool IsPlain(string type, JsonNode? node) => type switch
    {
        "object" => node is JsonObject,
        "string" => node?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => node?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "integer" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number && Regex.IsMatch(node.ToJsonString(), @"^-?\d+$"),
        _ => throw new InvalidOperationException($"The listing has no definition '{type}'."),
    };

    private static Specification Load(string name) => new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Specification", $"{name}.json")))!);
}
