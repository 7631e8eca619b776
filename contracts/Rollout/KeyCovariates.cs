using ServerlessML.Contracts.Monitoring;

namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// The pre-experiment covariates of routing keys: what was known of them before a rollout began, taken once at its first look that asks:
/// nothing in it can come of the new version.
/// </summary>
public sealed record KeyCovariates
{
    public required DateTimeOffset From { get; init; }

    /// <summary>When the first step's plan was made.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The sums of the keys that are not named, where there are too many; null where all are.</summary>
    public KeyCovariate? Others { get; init; }

    /// <summary>The covariates by hash of the routing key.</summary>
    public IReadOnlyDictionary<string, KeyCovariate> Keys { get; init; } =
        new SortedDictionary<string, KeyCovariate>(StringComparer.Ordinal);

    /// <summary>
    /// Those with the most rows: theirs are the pasts that tell most. What the others are taken for, the average of all keys, is as valid a
    /// past, since nothing in it can come of the new version.
    /// </summary>
    public static KeyCovariates Of(DateTimeOffset from, DateTimeOffset until, IReadOnlyDictionary<string, KeyCovariate> keys, int most)
    {
        var ranked = keys.OrderByDescending(key => key.Value.Rows).ThenBy(key => key.Key, StringComparer.Ordinal).ToList();
        return new()
        {
            From = from,
            Until = until,
            Keys = new SortedDictionary<string, KeyCovariate>(ranked.Take(most).ToDictionary(), StringComparer.Ordinal),
            Others = ranked.Count <= most ? null : ranked.Skip(most).Select(key => key.Value).Aggregate((a, b) => a.With(b)),
        };
    }
}

/// <summary>A routing key's pre-experiment covariate: its rows whose outcome was known, added up.</summary>
public sealed record KeyCovariate
{
    public required long Rows { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Outcome"/>, in micro-units as <see cref="Moments"/> has them.</summary>
    public required long Outcome { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Quality"/>, in micro-units.</summary>
    public required long Quality { get; init; }

    public KeyCovariate With(KeyCovariate other) =>
        new()
        {
            Rows = checked(Rows + other.Rows),
            Outcome = checked(Outcome + other.Outcome),
            Quality = checked(Quality + other.Quality),
        };
}
