using System.Security.Claims;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Functions.Identity;

/// <summary>Who asks, by the one source that is trusted where this runs. What any other says is not looked at.</summary>
public sealed class Callers(IdentityOptions options)
{
    private const int LongestName = 200;

    public string Hint => options.Hint;

    /// <returns>Null for somebody without an identity.</returns>
    public Caller? Of(HttpRequestData request) =>
        options.TrustsPlatform
            ? OfPlatform(
                ClientPrincipal.Read(request.Headers.TryGetValues(ClientPrincipal.Header, out var values) ? values.FirstOrDefault() : null)
            )
        : options.TrustsHost ? OfHost(request)
        : null;

    internal static Callers For(HttpRequestData request) => request.FunctionContext.InstanceServices.GetRequiredService<Callers>();

    private Caller? OfPlatform(ClientPrincipal? principal)
    {
        // The object id is the person for good; a name may be given to another one day.
        if (principal is not { Provider: ClientPrincipal.EntraId, Name: { } name, ObjectId: { } id } || !Guid.TryParse(id, out var parsed))
        {
            return null;
        }

        if (
            name.Length > LongestName
            || name.Any(char.IsControl)
            || (options.Tenant is { } tenant && !tenant.Equals(principal.Tenant, StringComparison.OrdinalIgnoreCase))
        )
        {
            return null;
        }

        return new(name, [.. principal.Roles.Where(Role.All.Contains)]) { ObjectId = parsed.ToString() };
    }

    private static Caller? OfHost(HttpRequestData request)
    {
        var identity = request.Identities.FirstOrDefault(identity => identity.IsAuthenticated);
        if (identity?.Name is not { Length: > 0 } name)
        {
            return null;
        }

        var roles = identity.Claims.Where(claim => claim.Type is ClaimTypes.Role).Select(claim => claim.Value);
        return new(name, [.. roles.Where(Role.All.Contains)]);
    }
}
