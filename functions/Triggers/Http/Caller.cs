using System.Security.Claims;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>Who asks, as the host has verified it.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Roles)
{
    /// <summary>Null for somebody without an identity.</summary>
    public static Caller? Of(HttpRequestData request)
    {
        var identity = request.Identities.FirstOrDefault(identity => identity.IsAuthenticated);
        if (identity?.Name is not { Length: > 0 } name)
        {
            return null;
        }

        // Entra ID names app roles «roles», the local host by the claim type of the framework.
        var roles = identity.Claims.Where(claim => claim.Type is ClaimTypes.Role or "roles").Select(claim => claim.Value);
        return new(name, [.. roles.Where(Role.All.Contains)]);
    }
}
