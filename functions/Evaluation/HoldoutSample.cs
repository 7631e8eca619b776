using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>The rows that columns are shuffled in.</summary>
internal static class HoldoutSample
{
    // Shuffling each column of every row would take longer than training did; a part of the rows orders the columns as well.
    private const int MostRows = 20_000;

    public static Table Of(Table holdout) =>
        holdout.RowCount <= MostRows ? holdout : holdout.Take([.. Enumerable.Range(0, MostRows)]);
}
