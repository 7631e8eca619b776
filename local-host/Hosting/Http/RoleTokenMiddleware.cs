using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>
/// Every route needs a role's or a person's token but those marked anonymous; without one not even whether a route exists is told.
/// </summary>
internal sealed class RoleTokenMiddleware(RequestDelegate next, RoleTokens tokens, People people, ILogger<RoleTokenMiddleware> log)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var identity = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? Identify(header.AsSpan(Bearer.Length).Trim()) : null;
        if (identity is not null)
        {
            http.User = new ClaimsPrincipal(identity);
        }
        else if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            return RefuseAsync(http, header.Length > 0);
        }

        return next(http);
    }

    private ClaimsIdentity? Identify(ReadOnlySpan<char> token)
    {
        try
        {
            return tokens.Identify(token) ?? people.Identify(token);
        }
        catch (InvalidSettingException e)
        {
            log.LogError("{Problem}", e.Message);
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext http, bool given)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        var detail = given
            ? $"This host does not know the token. Send one of {RoleTokens.FileName} in the data directory, or a person's."
            : $"The request has no token. Send Authorization: Bearer and a token from {RoleTokens.FileName} in the data directory.";
        return Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, detail);
    }
}
