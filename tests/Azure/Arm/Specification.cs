using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessML.ArmTypes;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>
/// What the public REST specification says of the operations that are used. Resources are held to the types that Azure publishes for Bicep;
/// what those do not have, the bodies and answers of actions and lists, is defined beside the operations, trimmed to names, types and what
/// is required.
/// </summary>
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
    /// <param name="type">A resource's type, a definition's name, or one of the listing's type words.</param>
    /// <param name="node">The document.</param>
    /// <param name="purpose">In what is sent, members that only the service writes are wrong too.</param>
    /// <param name="at">Where, for the message.</param>
    public IEnumerable<string> Check(string type, JsonNode? node, BodyPurpose purpose, string at = "$")
    {
        if (type.Contains('/', StringComparison.Ordinal))
        {
            return AzureTypes.Check(type, ApiVersion, node, purpose).Select(problem => at + problem.Text[1..]);
        }

        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return node is JsonArray items
                ? items.SelectMany((item, index) => Check(type[..^2], item, purpose, $"{at}[{index}]"))
                : [$"{at} is no array"];
        }

        if (type.StartsWith("map<", StringComparison.Ordinal))
        {
            return node is JsonObject members
                ? members.SelectMany(member => Check(type[4..^1], member.Value, purpose, $"{at}.{member.Key}"))
                : [$"{at} is no object"];
        }

        return _definitions[type] is JsonObject definition ? CheckDefinition(type, definition, node, purpose, at)
            : IsPlain(type, node) ? []
            : [$"{at} is no {type}: {node?.ToJsonString()}"];
    }

    private IEnumerable<string> CheckDefinition(string type, JsonObject definition, JsonNode? node, BodyPurpose purpose, string at)
    {
        if (definition["of"] is { } whole)
        {
            return CheckPart(type, definition, (string)whole!, node, purpose, at);
        }

        if (definition["enum"] is JsonArray words)
        {
            return words.Any(word => (string)word! == (string?)node) ? [] : [$"{at} is '{node}', which is no {type}"];
        }

        if (node is not JsonObject members)
        {
            return [$"{at} is no {type}"];
        }

        var known = definition["properties"]!.AsObject().ToDictionary(property => property.Key, property => (string)property.Value!);
        var missing = (definition["required"] as JsonArray ?? [])
            .Select(name => (string)name!)
            .Where(name => members[name] is null)
            .Select(name => $"{at}.{name} is required");
        var wrong = members.SelectMany(member =>
            known.TryGetValue(member.Key, out var word)
                ? CheckMember(word, member.Value, purpose, $"{at}.{member.Key}")
                : [$"{at}.{member.Key} is not a member of {type}"]
        );
        return missing.Concat(wrong);
    }

    // Of a resource's type a part, without some of its members.
    private IEnumerable<string> CheckPart(string type, JsonObject definition, string whole, JsonNode? node, BodyPurpose purpose, string at)
    {
        var (resource, path) = whole.Split('#') is [var first, var second]
            ? (first, second)
            : throw new InvalidOperationException($"«{whole}» names no part of a type.");
        var without = definition["without"]!.AsArray().Select(member => $"$.{member}").ToList();
        return BodyCheck
            .Find(AzureTypes.Part(AzureTypes.Body(resource, ApiVersion), path), node, purpose)
            .Select(problem => at + problem.Text[1..])
            .Concat(
                Paths(node, "$")
                    .Where(found => without.Contains(Regex.Replace(found, @"\[\d+\]", "[]")))
                    .Select(found => $"{at}{found[1..]} is not a member of {type}")
            );
    }

    private static IEnumerable<string> Paths(JsonNode? node, string at) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, $"{at}.{member.Key}").Prepend($"{at}.{member.Key}")),
            JsonArray items => items.SelectMany((item, index) => Paths(item, $"{at}[{index}]")),
            _ => [],
        };

    private IEnumerable<string> CheckMember(string word, JsonNode? value, BodyPurpose purpose, string at)
    {
        var readOnly = word.StartsWith("readOnly ", StringComparison.Ordinal);
        return readOnly && purpose != BodyPurpose.Answer
            ? [$"{at} is the service's to write"]
            : Check(readOnly ? word["readOnly ".Length..] : word, value, purpose, at);
    }

    private static bool IsPlain(string type, JsonNode? node) =>
        type switch
        {
            "object" => node is JsonObject,
            "string" => node?.GetValueKind() == System.Text.Json.JsonValueKind.String,
            "boolean" => node?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
            "number" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
            "integer" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number && Regex.IsMatch(node.ToJsonString(), @"^-?\d+$"),
            _ => throw new InvalidOperationException($"The listing has no definition '{type}'."),
        };

    private static Specification Load(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Specification", $"{name}.json")))!);
}
