namespace ServerlessML.Serving.Shadow;

/// <summary>Which column of one model feeds each column of another: the one of the same name and kind.</summary>
public sealed class ColumnMap
{
    private readonly (FeatureColumn To, FeatureColumn? From)[] _pairs;

    public ColumnMap(ScoringPlan from, ScoringPlan to) =>
        _pairs = [
            .. to.Columns.Select(column =>
                (column, from.Columns.FirstOrDefault(other => other.Name == column.Name && other.IsText == column.IsText))
            ),
        ];

    /// <summary>Fills an empty batch; a column without a source is missing in every row.</summary>
    public void Fill(RowBatch batch, RowCopy rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            batch.AddRow();
            foreach (var (to, from) in _pairs)
            {
                if (from is null)
                {
                    continue;
                }

                if (from.IsText)
                {
                    var text = rows.TextOf(from, row);
                    text.CopyTo(batch.RoomForText(text.Length));
                    batch.SetText(to, row, text.Length);
                }
                else
                {
                    batch.SetNumber(to, row, rows.NumbersOf(from)[row]);
                }
            }
        }
    }
}
