using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ServerlessML.Functions.Api;

/// <summary>What is served as it is: the API's description, and the run page.</summary>
public static class DocumentRoutes
{
    [Function("OpenApi")]
    public static Task<HttpResponseData> OpenApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequestData request
    ) => request.AnswerAsync([], _ => Task.FromResult(new ApiReply(HttpStatusCode.OK, Resource("openapi.json"))));

    /// <summary>Holds no data: the page asks for a token and gets everything from the API with it. Hence anonymous.</summary>
    [Function("RunPage")]
    public static async Task<HttpResponseData> PageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page")] HttpRequestData request
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Content-Type", "text/html; charset=utf-8");
        response.Headers.Add(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'"
        );
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        await response.Body.WriteAsync(Resource("page.html"));
        return response;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(DocumentRoutes).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is not in the assembly.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
