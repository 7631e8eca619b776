namespace ServerlessML.Contracts.Rollout;

/// <summary>The stricter of two limits, of which one may not be there.</summary>
internal static class Limits
{
    public static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is not { } mine ? other
        : other is not { } theirs ? one
        : mine.CompareTo(theirs) <= 0 ? mine
        : theirs;

    public static T? Largest<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is not { } mine ? other
        : other is not { } theirs ? one
        : mine.CompareTo(theirs) >= 0 ? mine
        : theirs;

    public static TimeSpan Most(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
