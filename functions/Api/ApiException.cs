using System.Net;

namespace ServerlessML.Functions.Api;

/// <summary>An answer that is no success, as problem details (RFC 9457).</summary>
public sealed class ApiException(HttpStatusCode status, string title, string detail) : Exception(detail)
{
    public HttpStatusCode Status { get; } = status;
    public string Title { get; } = title;

    /// <summary>Further members of the document.</summary>
    public IReadOnlyDictionary<string, object> More { get; init; } = new Dictionary<string, object>();

    public static ApiException NotFound(string detail) => new(HttpStatusCode.NotFound, "Not found", detail);

    public static ApiException Conflict(string detail) => new(HttpStatusCode.Conflict, "Conflict", detail);

    public static ApiException BadRequest(string detail) => new(HttpStatusCode.BadRequest, "Bad request", detail);
}
