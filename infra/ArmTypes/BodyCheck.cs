using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Bicep.Types.Concrete;

namespace ServerlessML.ArmTypes;

/// <summary>
/// Compares a JSON document with a type. An enum that Azure leaves open for values of later versions is taken as closed here: a value that
/// no version listed is far likelier a mistake than a novelty.
/// </summary>
public static class BodyCheck
{
    public static IEnumerable<BodyProblem> Find(TypeBase type, JsonNode? node, BodyPurpose purpose, string at = "$") =>
        type switch
        {
            AnyType => [],
            BuiltInType => [],
            NullType => node is null ? [] : [Wrong(at, "null", node)],
            BooleanType => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? [] : [Wrong(at, "boolean", node)],
            IntegerType whole => Whole(whole, node, at),
            StringLiteralType literal => node is JsonValue && node.GetValueKind() == JsonValueKind.String && (string?)node == literal.Value
                ? []
                : [new(at, BodyFault.WrongValue, $"{at} is {Shown(node)}, which is not '{literal.Value}'")],
            StringType text => Text(text, node, at),
            UnionType union => OneOf(union, node, purpose, at),
            ArrayType list => Items(list, node, purpose, at),
            DiscriminatedObjectType kinds => OfItsKind(kinds, node, purpose, at),
            ObjectType members => Members(members.Name, members.Properties, members.AdditionalProperties?.Type, node, purpose, at),
            _ => throw new InvalidOperationException($"{at}: {type.GetType().Name} is a kind of type that is not known here."),
        };

    private static IEnumerable<BodyProblem> Whole(IntegerType type, JsonNode? node, string at)
    {
        if (
            node?.GetValueKind() != JsonValueKind.Number
            || !decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
        {
            return [Wrong(at, "integer", node)];
        }

        if (number != decimal.Truncate(number))
        {
            return [new(at, BodyFault.NotWhole, $"{at} is no integer: {Shown(node)}")];
        }

        return number < type.MinValue || number > type.MaxValue
            ? [new(at, BodyFault.WrongValue, $"{at} is {number}, which is not within {type.MinValue} and {type.MaxValue}")]
            : [];
    }

    private static IEnumerable<BodyProblem> Text(StringType type, JsonNode? node, string at)
    {
        if (node?.GetValueKind() != JsonValueKind.String)
        {
            return [Wrong(at, "string", node)];
        }

        var text = (string)node!;
        return text.Length < type.MinLength || text.Length > type.MaxLength
                ?
                [
                    new(
                        at,
                        BodyFault.WrongValue,
                        $"{at} has {text.Length} characters, which is not within {type.MinLength} and {type.MaxLength}"
                    ),
                ]
            : type.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
                ? [new(at, BodyFault.WrongValue, $"{at} is '{text}', which does not match {pattern}")]
            : [];
    }

    private static IEnumerable<BodyProblem> OneOf(UnionType union, JsonNode? node, BodyPurpose purpose, string at)
    {
        var types = union.Elements.Select(element => element.Type).ToList();
        var words = types.OfType<StringLiteralType>().Select(literal => literal.Value).ToList();
        if (words.Count > 0 && node?.GetValueKind() == JsonValueKind.String)
        {
            return words.Contains((string)node!)
                ? []
                : [new(at, BodyFault.WrongValue, $"{at} is {Shown(node)}, which is none of {string.Join(", ", words)}")];
        }

        return types.Any(type => !Find(type, node, purpose, at).Any())
            ? []
            : [Wrong(at, words.Count > 0 ? "string" : string.Join(" or ", types.Select(type => type.GetType().Name)), node)];
    }

    private static IEnumerable<BodyProblem> Items(ArrayType list, JsonNode? node, BodyPurpose purpose, string at) =>
        node is not JsonArray items ? [Wrong(at, "array", node)]
        : items.Count < list.MinLength || items.Count > list.MaxLength
            ? [new(at, BodyFault.WrongValue, $"{at} has {items.Count} items, which is not within {list.MinLength} and {list.MaxLength}")]
        : items.SelectMany((item, index) => Find(list.ItemType.Type, item, purpose, $"{at}[{index}]"));

    private static IEnumerable<BodyProblem> OfItsKind(DiscriminatedObjectType kinds, JsonNode? node, BodyPurpose purpose, string at)
    {
        if (node is not JsonObject members)
        {
            return [Wrong(at, kinds.Name, node)];
        }

        if (members[kinds.Discriminator] is not JsonValue kind || kind.GetValueKind() != JsonValueKind.String)
        {
            return [new(at, BodyFault.Missing, $"{at}.{kinds.Discriminator} is required")];
        }

        return kinds.Elements.TryGetValue((string)kind!, out var element) && element.Type is ObjectType type
            ? Members(type.Name, Merged(kinds, type), type.AdditionalProperties?.Type, node, purpose, at)
            :
            [
                new(
                    $"{at}.{kinds.Discriminator}",
                    BodyFault.WrongValue,
                    $"{at}.{kinds.Discriminator} is '{kind}', which is none of {string.Join(", ", kinds.Elements.Keys)}"
                ),
            ];
    }

    /// <summary>The members of a kind: its own, and those of every kind.</summary>
    public static IReadOnlyDictionary<string, ObjectTypeProperty> Merged(DiscriminatedObjectType kinds, ObjectType type)
    {
        Dictionary<string, ObjectTypeProperty> merged = new(kinds.BaseProperties);
        foreach (var (name, property) in type.Properties)
        {
            merged[name] = property;
        }

        return merged;
    }

    private static IEnumerable<BodyProblem> Members(
        string type,
        IReadOnlyDictionary<string, ObjectTypeProperty> known,
        TypeBase? others,
        JsonNode? node,
        BodyPurpose purpose,
        string at
    )
    {
        if (node is not JsonObject members)
        {
            return [Wrong(at, type, node)];
        }

        // The resource's name is in the address.
        var missing =
            purpose == BodyPurpose.Patch
                ? []
                : known
                    .Where(member =>
                        member.Value.Flags.HasFlag(ObjectTypePropertyFlags.Required)
                        && !member.Value.Flags.HasFlag(ObjectTypePropertyFlags.DeployTimeConstant)
                        && members[member.Key] is null
                    )
                    .Select(member => new BodyProblem($"{at}.{member.Key}", BodyFault.Missing, $"{at}.{member.Key} is required"));
        return missing.Concat(
            members
                .Where(member => member.Value is not null)
                .SelectMany(member =>
                    Member(type, known.GetValueOrDefault(member.Key), others, member.Value, purpose, $"{at}.{member.Key}")
                )
        );
    }

    private static IEnumerable<BodyProblem> Member(
        string type,
        ObjectTypeProperty? known,
        TypeBase? others,
        JsonNode? value,
        BodyPurpose purpose,
        string at
    ) =>
        known is not null && known.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly) && purpose != BodyPurpose.Answer
            ? [new(at, BodyFault.ReadOnly, $"{at} is the service's to write")]
        : (known?.Type.Type ?? others) is { } of ? Find(of, value, purpose, at)
        : [new(at, BodyFault.Unknown, $"{at} is not a member of {type}")];

    private static BodyProblem Wrong(string at, string wanted, JsonNode? node) =>
        new(at, BodyFault.WrongType, $"{at} is no {wanted}: {Shown(node)}");

    private static string Shown(JsonNode? node) => node?.ToJsonString() ?? "null";
}
