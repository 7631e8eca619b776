namespace ServerlessML.Contracts;

/// <summary>A comparison before a rollout: the new version scores a share of the champion's requests. Limits share <see cref="Alpha"/> over all looks.</summary>
public sealed record ShadowPolicy
{
    /// <summary>Of requests, above 0 and at most 1.</summary>
    public double Share { get; init; } = 0.1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>That the shadow has scored; fewer say nothing.</summary>
    public int MinRequests { get; init; } = 1000;

    public double Alpha { get; init; } = 0.05;

    /// <summary>Largest share of requests that the shadow fails at, 0 to 1.</summary>
    public double MaxErrorRate { get; init; } = 0.01;

    /// <summary>Milliseconds of scoring that at most one request in a hundred may pass; null for any.</summary>
    public double? MaxP99Milliseconds { get; init; }

    /// <summary>Largest share of rows that champion and shadow put on different sides of 0.5, 0 to 1; null for any.</summary>
    public double? MaxDisagreement { get; init; }

    /// <summary>Largest mean distance of the two scores, 0 to 1; null for any.</summary>
    public double? MaxDifference { get; init; }
}
