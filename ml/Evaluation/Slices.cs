using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Quality on the rows where a category column has one value.</summary>
public static class Slices
{
    /// <summary>
    /// Largest slices of a column first. Slices of too few rows, and those that give the measure no value, are left out; missing values are
    /// the empty slice.
    /// </summary>
    /// <exception cref="ColumnException">A column is absent or holds numbers.</exception>
    public static IReadOnlyList<SliceScore> Of(
        Table table,
        IEnumerable<string> columns,
        int leastRows,
        QualityMeasure measure,
        LabelledAnswers candidate,
        LabelledAnswers? champion
    )
    {
        List<SliceScore> slices = [];
        foreach (var column in columns.Select(table.Categories))
        {
            foreach (var rows in ByValue(column).Where(rows => rows.Count >= Math.Max(2, leastRows)))
            {
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
        }

        return
        [
            .. Adjusted(slices)
                .OrderBy(slice => slice.Column, StringComparer.Ordinal)
                .ThenByDescending(slice => slice.Rows)
                .ThenBy(slice => slice.Value, StringComparer.Ordinal),
        ];
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
