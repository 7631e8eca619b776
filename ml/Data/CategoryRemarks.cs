using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Categories that are probably meant otherwise: those that differ by case alone, and words for a missing value.</summary>
internal static class CategoryRemarks
{
    public static IEnumerable<RuleViolation> Of(string file, ColumnDefinition column, ColumnProfile profile)
    {
        if (column.Values.Count > 0)
        {
            yield break;
        }

        var twins = profile
            .Categories.GroupBy(pair => pair.Key.ToUpperInvariant(), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Sum(pair => pair.Value))
            .ToList();
        if (twins.Count > 0)
        {
            yield return Remark(
                "case",
                [.. twins.SelectMany(group => group)],
                "differ from others by case alone, and are categories of their own",
                "If they are one, write them in one case."
            );
        }

        var words = profile.Categories.Where(pair => CellWords.IsMissing(pair.Key)).ToList();
        if (words.Count > 0)
        {
            yield return Remark(
                "missing-word",
                words,
                "look like a missing value, and are categories like any other",
                "If nothing is meant by them, list them in 'data.format.missing'."
            );
        }

        RuleViolation Remark(string rule, List<KeyValuePair<string, long>> values, string what, string advice) =>
            RuleSentence.Told(
                new()
                {
                    File = file,
                    Column = column.Name,
                    Rule = rule,
                    Count = values.Sum(pair => pair.Value),
                    Examples = [.. values.Take(5).Select(pair => Example(pair.Key, pair.Value))],
                    Message = "",
                    Rejects = false,
                    Finding = new()
                    {
                        What = what,
                        Unit = "value",
                        Advice = advice,
                    },
                }
            );
    }

    /// <summary>A value in quotes, with how often it is there.</summary>
    public static string Example(string text, long count) => $"'{ShardTable.Cut(text, 60)}'{(count > 1 ? $" ({count} times)" : "")}";
}
