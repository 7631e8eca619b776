using System.Text.Json.Nodes;
using Azure;

namespace ServerlessML.Functions.Arm;

/// <summary>A successful answer of Azure Resource Manager.</summary>
public sealed record ArmAnswer
{
    public required int Status { get; init; }
    public JsonNode? Body { get; init; }

    /// <summary>Null where the service keeps none.</summary>
    public ETag? Tag { get; init; }

    /// <summary>Where the status of what goes on is told (<c>Azure-AsyncOperation</c>).</summary>
    public Uri? Operation { get; init; }

    /// <summary>Where the result will be: 202 until then.</summary>
    public Uri? Location { get; init; }
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The text at the path, or null.</summary>
    public string? Text(params ReadOnlySpan<string> path) =>
        At(Body, path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The member at the path, or null where there is none or something else is in the way.</summary>
    public static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }
}
