namespace ServerlessML.Tests.Support;

/// <summary>All orders in which things can happen.</summary>
public static class Permutations
{
    public static IEnumerable<T[]> Of<T>(IReadOnlyList<T> things) =>
        things.Count <= 1
            ?
            [
                [.. things],
            ]
            : Enumerable
                .Range(0, things.Count)
                .SelectMany(first => Of([.. things.Where((_, place) => place != first)]).Select(rest => (T[])[things[first], .. rest]));
}
