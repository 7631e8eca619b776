using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Quality on the rows where a category column has one value.</summary>
public static class Slices
{
    /// <summary>
    /// All slices, by column and size. Slices of too few rows, and those that give the measure no value, are left out; missing values are
    /// the empty slice.
    /// </summary>
    /// <exception cref="ColumnException">A column is absent or holds numbers.</exception>
    public static IReadOnlyList<SliceScore> Of(
        Table table,
        IReadOnlyList<string> columns,
        int leastRows,
        QualityMeasure measure,
        LabelledAnswers candidate,
        LabelledAnswers? champion
    ) => Within(table, columns, leastRows, measure, candidate, champion, int.MaxValue, long.MaxValue).Shown;

    /// <summary>The largest slices, and what of the columns is in none of them.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="columns">Names of category columns.</param>
    /// <param name="leastRows">Of a slice.</param>
    /// <param name="measure">What slices are measured by.</param>
    /// <param name="candidate">Its answers to the rows.</param>
    /// <param name="champion">Its answers; null without one.</param>
    /// <param name="most">The largest number of slices.</param>
    /// <param name="budget">The rows that all slices together may have.</param>
    /// <exception cref="ColumnException">A column is absent or holds numbers.</exception>
    public static (IReadOnlyList<SliceScore> Shown, IReadOnlyList<SlicesLeftOut> LeftOut) Within(
        Table table,
        IReadOnlyList<string> columns,
        int leastRows,
        QualityMeasure measure,
        LabelledAnswers candidate,
        LabelledAnswers? champion,
        int most,
        long budget
    )
    {
        List<SliceScore> slices = [];
        Dictionary<string, int> dear = [];
        var left = budget;
        foreach (var (column, rows) in Largest(table, columns, leastRows))
        {
            if (slices.Count == most)
            {
                break;
            }

            if (rows.Count > left)
            {
                dear[column.Name] = dear.GetValueOrDefault(column.Name) + 1;
                continue;
            }

            left -= rows.Count;
            var (mine, before) = (candidate.Take(rows), champion?.Take(rows));
            if (mine.ValueOf(measure.Name) is { } value)
            {
                slices.Add(
                    new()
                    {
                        Column = column.Name,
                        Value = column[rows[0]],
                        Rows = rows.Count,
                        Measure = measure.Name,
                        Candidate = value,
                        Champion = before?.ValueOf(measure.Name),
                        Difference = before is null ? null : mine.Compare(measure, before),
                    }
                );
            }
        }

        IReadOnlyList<SliceScore> shown =
        [
            .. Adjusted(slices)
                .OrderBy(slice => slice.Column, StringComparer.Ordinal)
                .ThenByDescending(slice => slice.Rows)
                .ThenBy(slice => slice.Value, StringComparer.Ordinal),
        ];
        return (
            shown,
            [
                .. LeftOut(table, columns, shown)
                    .Select(known => dear.TryGetValue(known.Column, out var number) ? known with { Dear = number } : known),
            ]
        );
    }

    /// <summary>What of the columns' rows is in none of the slices.</summary>
    public static IReadOnlyList<SlicesLeftOut> LeftOut(Table table, IEnumerable<string> columns, IReadOnlyList<SliceScore> shown) =>
        [
            .. columns
                .Select(table.Categories)
                .Select(column =>
                {
                    var kept = shown.Where(slice => slice.Column == column.Name).ToList();
                    return new SlicesLeftOut(
                        column.Name,
                        ByValue(column).Count - kept.Count,
                        column.Length - kept.Sum(slice => slice.Rows),
                        kept.Count == 0
                    );
                })
                .Where(left => left.Slices > 0),
        ];

    private static IEnumerable<(CategoryColumn Column, List<int> Rows)> Largest(Table table, IEnumerable<string> columns, int leastRows) =>
        columns
            .Select(table.Categories)
            .SelectMany(column => ByValue(column).Select(rows => (Column: column, Rows: rows)))
            .Where(slice => slice.Rows.Count >= Math.Max(2, leastRows))
            .OrderByDescending(slice => slice.Rows.Count)
            .ThenBy(slice => slice.Column.Name, StringComparer.Ordinal)
            .ThenBy(slice => slice.Column[slice.Rows[0]], StringComparer.Ordinal);

    // Of many slices some look worse by chance alone.
    private static IEnumerable<SliceScore> Adjusted(List<SliceScore> slices)
    {
        var compared = slices.Where(slice => slice.Difference?.PValue is not null).ToList();
        var adjusted = MultipleTesting.Holm([.. compared.Select(slice => slice.Difference!.PValue!.Value)]);
        // The test's intervals are of the normal distribution: one for all slices is as many times wider as its quantile is further out.
        var wider = compared.Count == 0 ? 1 : MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (0.025 / compared.Count)) / Normal.Z95;
        return [.. slices.Except(compared), .. compared.Zip(adjusted, (slice, p) => Wide(slice with { AdjustedPValue = p }, wider))];
    }

    private static SliceScore Wide(SliceScore slice, double wider) =>
        slice.Difference is not { Low: { } low, High: { } high } known
            ? slice
            : slice with
            {
                Low = known.Difference - (wider * (known.Difference - low)),
                High = known.Difference + (wider * (high - known.Difference)),
            };

    private static Dictionary<int, List<int>>.ValueCollection ByValue(CategoryColumn column)
    {
        var rows = new Dictionary<int, List<int>>();
        for (var row = 0; row < column.Length; row++)
        {
            if (!rows.TryGetValue(column.Codes[row], out var same))
            {
                rows.Add(column.Codes[row], same = []);
            }

            same.Add(row);
        }

        return rows.Values;
    }
}
