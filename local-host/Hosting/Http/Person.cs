namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>Somebody with a token of their own. The token itself is kept nowhere.</summary>
public sealed record Person
{
    public required string Name { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>SHA-256 of the token, in hex.</summary>
    public required string Digest { get; init; }
    public required DateTimeOffset Since { get; init; }
}
