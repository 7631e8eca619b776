namespace ServerlessML.Functions.Api;

/// <summary>What <c>PUT /api/gateway/keys/{key}</c> takes.</summary>
public sealed record GatewayKeyBody
{
    /// <summary>The rights that the key gives, of <see cref="GatewayRight.All"/>.</summary>
    public required IReadOnlyList<string> Rights { get; init; }

    /// <summary>Null for every deployment.</summary>
    public IReadOnlyList<string>? Deployments { get; init; }
    public DateTimeOffset? Until { get; init; }
}
