using System.Collections;
using System.Text.Json.Nodes;
using Azure.Bicep.Types.Concrete;
using ServerlessML.ArmTypes;

namespace ServerlessML.Preview.Arm;

/// <summary>
/// What Pulumi's provider sends Azure for a resource: its inputs without those that are in the address, those that Pulumi shows flat back
/// where Azure has them, and by the names that Azure gives them.
/// </summary>
internal static class ArmBody
{
    // Where Azure's specification gives a member another name for clients, Pulumi takes that.
    private static readonly Dictionary<string, string[]> Renamed = new()
    {
        ["iPAddressOrRange"] = ["value"],
        ["odataType"] = ["odata.type", "@odata.type"],
        ["enableHttpsTrafficOnly"] = ["supportsHttpsTrafficOnly"],
        ["networkRuleSet"] = ["networkAcls"],
        ["roleType"] = ["type"],
    };

    public static JsonObject Of(ResourceNode resource, TypeBase type)
    {
        var address = AzureId.InAddress(resource.Type);
        var inputs = resource.Inputs.Where(input => !address.Contains(input.Key));
        // Settings of a resource are of one type in Azure, and their name says which they are.
        return Members(
            type is DiscriminatedObjectType { Discriminator: "name" } ? inputs.Append(new("name", resource.Id.Split('/')[^1])) : inputs,
            type
        );
    }

    private static JsonObject Members(IEnumerable<KeyValuePair<string, object>> inputs, TypeBase? type)
    {
        var given = inputs.ToList();
        var known = Known(type, given);
        JsonObject body = [];
        List<KeyValuePair<string, object>> within = [];
        foreach (var input in given)
        {
            if (Name(known, input.Key) is { } name)
            {
                body[name] = Value(input.Value, known[name].Type.Type);
            }
            else if ((type as ObjectType)?.AdditionalProperties is { } others)
            {
                body[input.Key] = Value(input.Value, others.Type);
            }
            else
            {
                within.Add(input);
            }
        }

        // What is nowhere is left where it stands, so that the check names it.
        if (within.Count > 0 && known.TryGetValue("properties", out var inner))
        {
            body["properties"] = Members(within, inner.Type.Type);
        }
        else
        {
            foreach (var (name, value) in within)
            {
                body[name] = Value(value, null);
            }
        }

        return body;
    }

    private static IReadOnlyDictionary<string, ObjectTypeProperty> Known(TypeBase? type, List<KeyValuePair<string, object>> inputs) =>
        type switch
        {
            ObjectType plain => plain.Properties,
            DiscriminatedObjectType kinds => Kind(kinds, inputs) is { } kind
                ? BodyCheck.Merged(kinds, kind)
                : kinds.BaseProperties.Concat([new(kinds.Discriminator, Text)]).ToDictionary(),
            _ => new Dictionary<string, ObjectTypeProperty>(),
        };

    private static ObjectTypeProperty Text { get; } = new(new Plain(new StringType()), ObjectTypePropertyFlags.Required, null);

    private static ObjectType? Kind(DiscriminatedObjectType kinds, List<KeyValuePair<string, object>> inputs) =>
        inputs
            .Where(input => input.Key == kinds.Discriminator || Renamed.GetValueOrDefault(input.Key)?.Contains(kinds.Discriminator) == true)
            .Select(input =>
                input.Value is string kind && kinds.Elements.TryGetValue(kind, out var element) ? element.Type as ObjectType : null
            )
            .FirstOrDefault();

    // Pulumi's names begin small and have no underscores. What Azure alone writes is nobody's input: every resource has a type of that
    // kind.
    private static string? Name(IReadOnlyDictionary<string, ObjectTypeProperty> known, string input) =>
        known.ContainsKey(input)
            ? input
            : Renamed
                .GetValueOrDefault(input)
                ?.FirstOrDefault(name => known.TryGetValue(name, out var member) && !member.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly))
                ?? known.Keys.FirstOrDefault(name =>
                    name.Replace("_", "", StringComparison.Ordinal).Equals(input, StringComparison.OrdinalIgnoreCase)
                );

    private static JsonNode? Value(object? value, TypeBase? type) =>
        value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            double number when number == Math.Truncate(number) => JsonValue.Create((long)number),
            double number => JsonValue.Create(number),
            IReadOnlyDictionary<string, object> map => Members(map, type),
            // Pulumi takes a list of identities, Azure a map by their ids.
            IEnumerable ids when type is ObjectType { AdditionalProperties: not null } => new JsonObject(
                ids.Cast<string>().Select(id => KeyValuePair.Create(id, (JsonNode?)new JsonObject()))
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(item => Value(item, (type as ArrayType)?.ItemType.Type))]),
            _ => throw new InvalidOperationException($"A value of type {value.GetType().Name} is not one that Pulumi sends."),
        };

    private sealed record Plain(TypeBase Type) : Azure.Bicep.Types.Concrete.ITypeReference;
}
