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
            var texts = string.Join(" and ", twins[0].Select(pair => $"'{ShardTable.Cut(pair.Key, 30)}' ({pair.Value})"));
            yield return Remark(
                "case",
                twins.Sum(group => group.Sum(pair => pair.Value)),
                $"{texts} differ by case alone, and are different categories to a model"
            );
        }

        var words = profile.Categories.Where(pair => CellWords.IsMissing(pair.Key)).ToList();
        if (words.Count > 0)
        {
            yield return Remark(
                "missing-word",
                words.Sum(pair => pair.Value),
                $"{Shown.Choice(words.Select(pair => pair.Key))} is a category like any other; if it stands for a missing value, list it in "
                    + "'data.format.missing'"
            );
        }

        RuleViolation Remark(string rule, long count, string what) =>
            new()
            {
                File = file,
                Column = column.Name,
                Rule = rule,
                Count = count,
                Message = $"Column '{column.Name}': {what}.",
                Rejects = false,
            };
    }
}
