using System.Net;
using System.Text.Json.Nodes;

namespace ServerlessML.Cli.Remote;

/// <summary>An answer of the API or the gateway that is no success.</summary>
internal sealed class ApiProblemException(HttpStatusCode status, string detail, string? next, JsonObject? problem)
    : CommandFailedException(
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ExitCode.Authentication : ExitCode.Failed,
        detail,
        next
    )
{
    public HttpStatusCode Status { get; } = status;
    public JsonObject? Problem { get; } = problem;
}
