using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Evaluation.Tasks;

/// <summary>Quality on the rows where a category column has one value, by a measure that each row has a part of its own in.</summary>
public static class TaskSlices
{
    /// <summary>Largest slices of a column first. Slices of too few rows are left out; missing values are the empty slice.</summary>
    /// <exception cref="ColumnException">A column is absent or holds numbers.</exception>
    public static IReadOnlyList<SliceScore> Of(Table table, IEnumerable<string> columns, int leastRows, string measure, TaskAnswers candidate, TaskAnswers? champion)
    {
        var (mine, before) = (candidate.Parts(measure), champion?.Parts(measure));
        List<SliceScore> slices = [];
        foreach (var column in columns.Select(table.Categories))
        {
            foreach (var rows in Slices.ByValue(column).Where(rows => rows.Count >= Math.Max(2, leastRows)))
            {
                var (parts, others) = (Slices.Pick(mine, rows), before is null ? null : Slices.Pick(before, rows));
                slices.Add(new()
                {
                    Column = column.Name, Value = column[rows[0]], Rows = rows.Count, Measure = measure, Candidate = PairedParts.ValueOf(measure, parts),
                    Champion = others is null ? null : PairedParts.ValueOf(measure, others),
                    Difference = others is null ? null : PairedParts.Compare(measure, parts, others),
                });
            }
        }

        return Slices.InOrder(slices);
    }
}
