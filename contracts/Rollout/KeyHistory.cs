using ServerlessML.Contracts.Monitoring;

namespace ServerlessML.Contracts.Rollout;

/// <summary>What was known of routing keys before a rollout began, taken once at its first look that asks: nothing in it can come of the new version.</summary>
public sealed record KeyHistory
{
    public required DateTimeOffset From { get; init; }

    /// <summary>When the first step's plan was made.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The sums of the keys that are not named, where there are too many; null where all are.</summary>
    public KeyPast? Others { get; init; }

    /// <summary>The pre-experiment sums by hash of the routing key.</summary>
    public IReadOnlyDictionary<string, KeyPast> Keys { get; init; } = new SortedDictionary<string, KeyPast>(StringComparer.Ordinal);

    /// <summary>
    /// Those with the most rows: theirs are the pasts that tell most. What the others are taken for, the average of all keys, is as valid a past, since nothing in it
    /// can come of the new version.
    /// </summary>
    public static KeyHistory Of(DateTimeOffset from, DateTimeOffset until, IReadOnlyDictionary<string, KeyPast> keys, int most)
    {
        var ranked = keys.OrderByDescending(key => key.Value.Rows).ThenBy(key => key.Key, StringComparer.Ordinal).ToList();
        return new()
        {
            From = from, Until = until, Keys = new SortedDictionary<string, KeyPast>(ranked.Take(most).ToDictionary(), StringComparer.Ordinal),
            Others = ranked.Count <= most ? null : ranked.Skip(most).Select(key => key.Value).Aggregate((a, b) => a.With(b)),
        };
    }
}

/// <summary>One key's rows whose outcome was known.</summary>
public sealed record KeyPast
{
    public required long Rows { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Outcome"/>, in micro-units as <see cref="Moments"/> has them.</summary>
    public required long Outcome { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Quality"/>, in micro-units.</summary>
    public required long Quality { get; init; }

    public KeyPast With(KeyPast other) => new() { Rows = checked(Rows + other.Rows), Outcome = checked(Outcome + other.Outcome), Quality = checked(Quality + other.Quality) };
}
