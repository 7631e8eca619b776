using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>One operation of the specification.</summary>
internal sealed record SpecifiedOperation(
    string Id,
    string Method,
    Regex Path,
    Regex Name,
    string? Body,
    IReadOnlyList<string> Query,
    IReadOnlyDictionary<int, string?> Responses
)
{
    private const string Group = @"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/";

    public static SpecifiedOperation Read(JsonNode node) =>
        new(
            (string)node["id"]!,
            (string)node["method"]!,
            new Regex(Group + Regex.Replace((string)node["path"]!, @"\{\w+\}", "[^/]+") + "$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            new Regex((string?)node["pattern"] ?? @"^[-\w\._\(\)]+$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            (string?)node["body"],
            [.. (node["query"]?.AsArray() ?? []).Select(name => (string)name!)],
            node["responses"]!
                .AsObject()
                .ToDictionary(
                    response => int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture),
                    response => (string?)response.Value
                )
        );

    public bool Is(string method, string path) => method == Method && Path.IsMatch(path);
}
