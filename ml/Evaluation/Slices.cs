using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Quality on the rows where a category column has one value.</summary>
public static class Slices
{
    /// <summary>Largest slices first. Slices of one class alone, or of too few rows, are left out; missing values are the empty slice.</summary>
    /// <exception cref="ColumnException">A column is absent or holds numbers.</exception>
    public static IReadOnlyList<SliceScore> Of(
        Table table, IEnumerable<string> columns, int leastRows, bool[] labels, float[] candidate, float[]? champion)
    {
        var slices = new List<SliceScore>();
        foreach (var column in columns.Select(table.Categories))
        {
            foreach (var rows in ByValue(column).Where(rows => rows.Count >= Math.Max(2, leastRows)))
            {
                var mine = Pick(labels, rows);
                if (mine.Contains(true) && mine.Contains(false))
                {
                    var scored = Pick(candidate, rows);
                    var before = champion is null ? null : Pick(champion, rows);
                    slices.Add(new SliceScore
                    {
                        Column = column.Name,
                        Value = column[rows[0]],
                        Rows = rows.Count,
                        CandidateAuc = DeLong.Auc(scored, mine),
                        ChampionAuc = before is null ? null : DeLong.Auc(before, mine),
                        Difference = before is null ? null : Difference(DeLong.Compare(scored, before, mine)),
                    });
                }
            }
        }

        return InOrder(slices);
    }

    /// <summary>With the p-values adjusted.</summary>
    internal static IReadOnlyList<SliceScore> InOrder(List<SliceScore> slices) =>
        [.. Adjusted(slices).OrderBy(slice => slice.Column, StringComparer.Ordinal).ThenByDescending(slice => slice.Rows)
            .ThenBy(slice => slice.Value, StringComparer.Ordinal)];

    // Of many slices some look worse by chance alone.
    private static IEnumerable<SliceScore> Adjusted(List<SliceScore> slices)
    {
        var compared = slices.Where(slice => slice.Difference is not null).ToList();
        var adjusted = MultipleTesting.Holm([.. compared.Select(slice => slice.Difference!.PValue)]);
        return [.. slices.Except(compared), .. compared.Zip(adjusted, (slice, p) => slice with { AdjustedPValue = p })];
    }

    private static AucDifference Difference(AucComparison comparison) => new()
    {
        Difference = comparison.Difference, Low = comparison.Low, High = comparison.High, PValue = comparison.PValue,
    };

    internal static Dictionary<int, List<int>>.ValueCollection ByValue(CategoryColumn column)
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

    internal static T[] Pick<T>(T[] values, List<int> rows) => [.. rows.Select(row => values[row])];
}
