using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace ServerlessML.Cli.Output;

/// <summary>Writes JSON as YAML.</summary>
internal static class YamlText
{
    private static readonly ISerializer Serializer = new SerializerBuilder().WithQuotingNecessaryStrings().Build();

    public static string Of(JsonNode? node) => Serializer.Serialize(Plain(node) ?? "null");

    private static object? Plain(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject members => members.ToDictionary(member => member.Key, member => Plain(member.Value)),
            JsonArray items => items.Select(Plain).ToList(),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => Number(node.ToJsonString()),
                _ => node.GetValue<string>(),
            },
        };

    private static object Number(string text) =>
        decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var exact)
            ? exact
            : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
