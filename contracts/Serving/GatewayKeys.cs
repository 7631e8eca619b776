namespace ServerlessML.Contracts.Serving;

/// <summary>Who may ask the gateway what: the document <c>keys.json</c> beside the deployments.</summary>
public sealed record GatewayKeys
{
    public IReadOnlyList<GatewayKey> Keys { get; init; } = [];
}
