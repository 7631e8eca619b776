using System.Net;

namespace ServerlessML.Functions.Api;

/// <summary>A successful answer: a status, a body, and headers.</summary>
public sealed record ApiReply(HttpStatusCode Status, object? Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The media type of a body that is text rather than a document.</summary>
    public string ContentType { get; init; } = "application/json";

    public static ApiReply Ok(object body) => new(HttpStatusCode.OK, body);
}
