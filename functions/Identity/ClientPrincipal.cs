using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Functions.Identity;

/// <summary>The platform's <c>X-MS-CLIENT-PRINCIPAL</c>: claims as Base64 JSON.</summary>
public sealed record ClientPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Entra ID, in the platform's word.</summary>
    public const string EntraId = "aad";

    private const int LongestHeader = 64 * 1024;

    // The platform renames some of a token's claims and leaves others: both names are known here.
    private static readonly string[] ObjectIdClaims = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
    private static readonly string[] TenantClaims = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"];
    private static readonly string[] RoleClaims = ["roles", ClaimTypes.Role];
    private static readonly string[] NameClaims = ["preferred_username", ClaimTypes.Upn, "upn", ClaimTypes.Email, "email"];
    private static readonly string[] AppClaims = ["azp", "appid"];

    [JsonPropertyName("auth_typ")]
    public string? Provider { get; init; }

    [JsonPropertyName("name_typ")]
    public string? NameClaim { get; init; }

    [JsonPropertyName("role_typ")]
    public string? RoleClaim { get; init; }

    [JsonPropertyName("claims")]
    public IReadOnlyList<PrincipalClaim?>? Claims { get; init; }

    [JsonIgnore]
    public string? ObjectId => First(ObjectIdClaims);

    [JsonIgnore]
    public string? Tenant => First(TenantClaims);

    [JsonIgnore]
    public IEnumerable<string> Roles =>
        Known
            .Where(claim => claim.Type == RoleClaim || RoleClaims.Contains(claim.Type))
            .Select(claim => claim.Value)
            .OfType<string>()
            .Distinct();

    /// <summary>What people call them: the sign-in name; <c>app:{id}</c> for a program.</summary>
    [JsonIgnore]
    public string? Name =>
        First(NameClaims) ?? (NameClaim is null ? null : First([NameClaim])) ?? (First(AppClaims) is { } app ? $"app:{app}" : null);

    private IEnumerable<PrincipalClaim> Known => (Claims ?? []).OfType<PrincipalClaim>();

    /// <returns>Null for what is not such a header.</returns>
    public static ClientPrincipal? Read(string? header)
    {
        if (header is not { Length: > 0 and <= LongestHeader })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ClientPrincipal>(Convert.FromBase64String(header));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private string? First(string[] types) =>
        types.Select(type => Known.FirstOrDefault(claim => claim.Type == type)?.Value).FirstOrDefault(value => value is { Length: > 0 });
}
