using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Every route needs a role token but those marked anonymous; without one not even whether a route exists is told.</summary>
internal sealed class RoleTokenMiddleware(RequestDelegate next, RoleTokens tokens)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var identity = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? tokens.Identify(header.AsSpan(Bearer.Length).Trim()) : null;
        if (identity is not null)
            http.User = new ClaimsPrincipal(identity);
        else if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
            return RefuseAsync(http, header.Length > 0);

        return next(http);
    }

    private static Task RefuseAsync(HttpContext http, bool given)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        var detail = given
            ? "The token is not one of this host's."
            : $"Send Authorization: Bearer and a token from {RoleTokens.FileName} in the data directory.";
        return Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, detail);
    }
}
