using System.Text.Json.Serialization;

namespace ServerlessML.Functions.Identity;

/// <summary>One claim of a <see cref="ClientPrincipal"/>.</summary>
public sealed record PrincipalClaim
{
    [JsonPropertyName("typ")]
    public string? Type { get; init; }

    [JsonPropertyName("val")]
    public string? Value { get; init; }
}
