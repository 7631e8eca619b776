using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>Errors of the host itself as problem details (RFC 9457).</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        // Opened as a page, it loads and runs nothing, in no frame.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return JsonSerializer.SerializeAsync(
            http.Response.Body,
            new
            {
                type = "about:blank",
                title = ReasonPhrases.GetReasonPhrase(status),
                status,
                detail,
                instance = http.Request.Path.Value,
                traceId = Activity.Current?.Id ?? http.TraceIdentifier,
            }
        );
    }
}
