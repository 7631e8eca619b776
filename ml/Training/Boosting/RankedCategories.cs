namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// A category column as trees see it: a number for each category, in the order of how many rows it has, or of its rows' mean target, so
/// that one split parts the likely from the unlikely (for one column the best partition of categories is among these: Fisher 1958); of
/// three classes or more then in the order along which the categories' class shares differ most (Coppersmith, Hong and Hosking 1999). A
/// missing value is a category of its own where training saw enough of them; rare and unseen categories are a tree's missing value.
/// </summary>
internal sealed record RankedCategories(string Name, string[] Ranked, int? MissingRank)
{
    /// <summary>Rows of the average that each category is mixed with, so that a rare one does not stand out by chance.</summary>
    private const double Prior = 20;

    public float MissingCode => MissingRank ?? float.NaN;

    /// <summary>The number of each text; others have none (NaN).</summary>
    public Dictionary<string, float> Codes() =>
        Ranked
            .Select((text, rank) => (text, rank))
            .Where(pair => pair.rank != MissingRank)
            .ToDictionary(pair => pair.text, pair => (float)pair.rank, StringComparer.Ordinal);

    /// <param name="column">All rows.</param>
    /// <param name="target">What is to be predicted.</param>
    /// <param name="rows">Those to learn from.</param>
    /// <param name="options">How many categories there may be, and how rare.</param>
    /// <exception cref="TrainingException">No value is there.</exception>
    public static RankedCategories Fit(CategoryColumn column, Target target, int[] rows, TrainingOptions options)
    {
        // The last place is the missing one's.
        var missing = column.Dictionary.Length;
        var outputs = target.Outputs;
        var (seen, sums, whole) = (new int[missing + 1], new double[(missing + 1) * outputs], new double[outputs]);
        foreach (var row in rows)
        {
            var code = column.Codes[row] == CategoryColumn.Missing ? missing : column.Codes[row];
            var (output, value) = outputs > 1 ? ((int)target.Values[row], 1) : (0, target.Values[row]);
            seen[code]++;
            sums[code * outputs + output] += value;
            whole[output] += value / rows.Length;
        }

        if (column.MissingCount == column.Length)
        {
            throw new TrainingException($"Column '{column.Name}' has no value in any of the {column.Length} training rows.");
        }

        double[] Mixed(int code) =>
            [.. whole.Select((mean, output) => (sums[code * outputs + output] + Prior * mean) / (seen[code] + Prior) - mean)];
        var byRows = options.Boosting.CategoryOrder == CategoryOrder.Frequency;
        var axis =
            byRows ? []
            : outputs > 1 ? ClassAxis.Of([.. Enumerable.Range(0, seen.Length).Select(code => (Mixed(code), seen[code]))])
            : [1];
        // By text where rates are equal: the model's bytes must not depend on the order in which a reader met the categories.
        var ranked = Enumerable
            .Range(0, seen.Length)
            .Where(code => seen[code] >= options.MinCategoryRows)
            .Select(code =>
                (
                    Text: code == missing ? "" : column.Dictionary[code],
                    Rows: seen[code],
                    Place: byRows ? seen[code] : Mixed(code).Zip(axis, (share, along) => share * along).Sum()
                )
            )
            .OrderByDescending(category => category.Rows)
            .ThenBy(category => category.Text, StringComparer.Ordinal)
            .Take(options.MaxCategories)
            .OrderBy(category => category.Place)
            .ThenBy(category => category.Text, StringComparer.Ordinal)
            .Select(category => category.Text)
            .ToArray();
        var rank = Array.IndexOf(ranked, "");
        return new RankedCategories(column.Name, ranked, rank < 0 ? null : rank);
    }
}
