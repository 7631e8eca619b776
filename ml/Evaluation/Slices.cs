using ServerlessML.Contracts;
using ServerlessML.Ml.Tabular;

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
                    slices.Add(new SliceScore
                    {
                        Column = column.Name,
                        Value = column[rows[0]],
                        Rows = rows.Count,
                        CandidateAuc = DeLong.Auc(Pick(candidate, rows), mine),
                        ChampionAuc = champion is null ? null : DeLong.Auc(Pick(champion, rows), mine),
                    });
                }
            }
        }

        return [.. slices.OrderBy(slice => slice.Column, StringComparer.Ordinal).ThenByDescending(slice => slice.Rows)
            .ThenBy(slice => slice.Value, StringComparer.Ordinal)];
    }

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

    private static T[] Pick<T>(T[] values, List<int> rows) => [.. rows.Select(row => values[row])];
}
