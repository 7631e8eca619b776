namespace ServerlessML.Contracts;

/// <summary>What was known of routing keys before a rollout began, taken once at its first look that asks: nothing in it can come of the new version.</summary>
public sealed record KeyHistory
{
    public required DateTimeOffset From { get; init; }

    /// <summary>When the first step's plan was made.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>By hash of the key.</summary>
    public IReadOnlyDictionary<string, KeyPast> Keys { get; init; } = new SortedDictionary<string, KeyPast>(StringComparer.Ordinal);
}
