using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Preview;

/// <summary>What a preview or a check is asked for.</summary>
public sealed record PreviewRequest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>dev or prod; null for both, in a check.</summary>
    public string? Stack { get; init; }

    /// <summary>The file that the picture goes into; null for none.</summary>
    public string? Svg { get; init; }

    /// <summary>small, medium or large; null for what the stack is made for.</summary>
    public string? Load { get; init; }

    /// <summary>A file of prices in place of the embedded ones.</summary>
    public string? Prices { get; init; }

    /// <exception cref="JsonException">It is no request of <c>sml infra</c>.</exception>
    public static PreviewRequest Read(string request) =>
        JsonSerializer.Deserialize<PreviewRequest>(request, Json) ?? throw new JsonException("The request is null.");
}
