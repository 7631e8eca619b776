using ServerlessML.Ml.Training;

namespace ServerlessML.Ml.Statistics;

/// <summary>Importance of columns by shuffling each on its own (Breiman 2001). Columns that say the same hide each other.</summary>
public static class PermutationImportance
{
    /// <summary>Most important first.</summary>
    /// <param name="table">Held-out rows.</param>
    /// <param name="columns">To be shuffled.</param>
    /// <param name="score">P(positive) of each row.</param>
    /// <param name="quality">Of such scores; higher is better.</param>
    /// <param name="repeats">Shuffles a column, 1 or more.</param>
    /// <param name="seed">Of the shuffles.</param>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static IReadOnlyList<FeatureImportance> Of(
        Table table,
        IReadOnlyList<string> columns,
        Func<Table, float[]> score,
        Func<float[], double> quality,
        int repeats = 5,
        long seed = 1
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var whole = quality(score(table));
        SeededRandom random = new(seed);
        List<FeatureImportance> importances = [];
        foreach (var column in columns.Select(name => table[name]))
        {
            var losses = new double[repeats];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                int[] rows = [.. Enumerable.Range(0, table.RowCount)];
                random.Shuffle(rows);
                var shuffled = column.Take(rows);
                losses[repeat] = whole - quality(score(new([.. table.Columns.Select(other => other == column ? shuffled : other)])));
            }

            var mean = losses.Average();
            var variance = repeats > 1 ? losses.Sum(loss => (loss - mean) * (loss - mean)) / (repeats - 1) : 0;
            importances.Add(new(column.Name, mean, Math.Sqrt(variance)));
        }

        return
        [
            .. importances.OrderByDescending(importance => importance.Loss).ThenBy(importance => importance.Column, StringComparer.Ordinal),
        ];
    }
}
