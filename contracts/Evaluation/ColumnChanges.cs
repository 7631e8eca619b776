using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>What the candidate takes from requests that the champion does not, and the other way round.</summary>
public sealed record ColumnChanges
{
    /// <summary>Taken by the candidate alone.</summary>
    public IReadOnlyList<ServedColumn> Added { get; init; } = [];

    /// <summary>Taken by the champion alone.</summary>
    public IReadOnlyList<ServedColumn> Removed { get; init; } = [];

    /// <summary>Taken by both, with the candidate's type.</summary>
    public IReadOnlyList<ServedColumn> Retyped { get; init; } = [];

    /// <summary>Compares what two versions take; null where that is the same.</summary>
    public static ColumnChanges? Between(IReadOnlyList<ServedColumn> champion, IReadOnlyList<ServedColumn> candidate)
    {
        var before = champion.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var after = candidate.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var changes = new ColumnChanges
        {
            Added = [.. candidate.Where(column => !before.ContainsKey(column.Name))],
            Removed = [.. champion.Where(column => !after.Contains(column.Name))],
            Retyped = [.. candidate.Where(column => before.TryGetValue(column.Name, out var known) && known.Type != column.Type)],
        };
        return changes.Added.Count + changes.Removed.Count + changes.Retyped.Count == 0 ? null : changes;
    }

    /// <summary>What clients have to do before the rollout begins, a sentence each.</summary>
    public IEnumerable<string> Sentences()
    {
        if (Named(Added.Where(column => column.Required)) is { Length: > 0 } required)
        {
            yield return $"clients must send {required} before the rollout begins: the candidate refuses requests that do not name it";
        }

        if (Named(Added.Where(column => !column.Required)) is { Length: > 0 } optional)
        {
            yield return $"clients may send {optional}, which the candidate takes where it is given";
        }

        if (Named(Retyped.Where(column => column.Type == ColumnType.Number)) is { Length: > 0 } numbers)
        {
            yield return $"clients must send {numbers}: the champion takes JSON numbers there too, the candidate nothing else";
        }

        if (Named(Retyped.Where(IsDate)) is { Length: > 0 } dates)
        {
            yield return $"clients must send {dates}, as texts: the candidate takes nothing else there";
        }

        if (Named(Retyped.Where(column => column.Type.IsString)) is { Length: > 0 } texts)
        {
            yield return $"clients may send {texts} once the rollout has ended: until then only a JSON number suits the champion, and the "
                + $"candidate takes it as its text";
        }

        if (Removed.Count > 0)
        {
            yield return $"clients need no longer send {string.Join(", ", Removed.Select(column => $"'{column.Name}'"))} once the rollout "
                + $"has ended; "
                + "requests that still do are answered without it";
        }
    }

    private static bool IsDate(ServedColumn column) => column.Type is ColumnType.Date or ColumnType.Datetime;

    private static string Named(IEnumerable<ServedColumn> columns) =>
        string.Join(
            ", ",
            columns.Select(column => $"'{column.Name}' ({(column.Type.IsString ? "text" : IsDate(column) ? "a date" : "a number")})")
        );
}
