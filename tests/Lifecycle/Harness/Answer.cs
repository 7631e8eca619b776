using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>What an HTTP request got.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes) ?? throw new InvalidOperationException("The answer is null.");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.ToDictionary(header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>Holds the answer against a status and, as text of the body, what it must name.</summary>
    public Answer Is(HttpStatusCode status, params string[] named)
    {
        Assert.True(Status == status, $"expected {(int)status}, got {(int)Status}: {Text}");
        // Compared as people read it: the escapes of JSON are not part of the message.
        var text = Text.StartsWith('{') ? JsonNode.Parse(Bytes)!.ToJsonString(Plain) : Text;
        Assert.All(named, word => Assert.Contains(word, text, StringComparison.Ordinal));
        return this;
    }

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
