using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>Maps HTTP triggers to routes under the prefix of host.json.</summary>
internal static class HttpTriggers
{
    private static readonly string[] AnyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    public static void Map(
        IEndpointRouteBuilder routes,
        FunctionIndex index,
        FunctionInvoker invoker,
        HostSettings settings,
        LocalHostOptions options
    )
    {
        foreach (var (function, trigger) in index.With<HttpTriggerAttribute>())
        {
            var route = trigger.Route ?? function.Name;
            var endpoint = routes.MapMethods(
                $"/{settings.RoutePrefix}/{route}".Replace("//", "/", StringComparison.Ordinal),
                trigger.Methods is { Length: > 0 } methods ? methods.Select(method => method.ToUpperInvariant()) : AnyMethod,
                (RequestDelegate)(http => HandleAsync(http, function, invoker))
            );
            endpoint.WithDisplayName(function.Name);
            if (trigger.AuthLevel == AuthorizationLevel.Anonymous && options.AnonymousRoutes.Contains(route))
            {
                endpoint.WithMetadata(new AllowAnonymousAttribute());
            }
        }
    }

    private static async Task HandleAsync(HttpContext http, FunctionDescriptor function, FunctionInvoker invoker)
    {
        // Read before the call, as the Functions host does: a body over the limit never reaches the function.
        var body = await BinaryData.FromStreamAsync(http.Request.Body, http.RequestAborted);
        var result = await invoker.InvokeAsync(function, new HttpPayload(http, body), http.RequestAborted);
        switch (result)
        {
            case LocalHttpResponseData response:
                await response.SendAsync(http.RequestAborted);
                break;
            case null:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                await http.Response.WriteAsJsonAsync(result, result.GetType(), JsonSerializerOptions.Web, http.RequestAborted);
                break;
        }
    }
}
