using ServerlessML.Contracts.Training;

namespace ServerlessML.Ml.Data;

/// <summary>A table whose rows a split can draw.</summary>
/// <param name="Rows">The contract's columns in its order, then the label.</param>
/// <param name="Draws">Where each row stands in the split.</param>
/// <param name="Files">The number of each row's file, from 0.</param>
public sealed record SplitTable(Table Rows, SplitRows Draws, int[] Files)
{
    /// <summary>The same rows in columns that another definition had.</summary>
    public Table Others { get; init; } = new([]);

    /// <summary>What each row counts in training; null where all count alike.</summary>
    public NumberColumn? Weights { get; init; }

    /// <summary>The rows with what each counts as the last column, where that is known.</summary>
    public Table Weighed => Weights is null ? Rows : new([.. Rows.Columns, Weights]);

    /// <summary>Parts the dataset into training rows and holdout.</summary>
    public FoldedTable Holdout() => Part(Draws.Holdout());

    /// <summary>Parts training rows into what may be learnt from and what a fold keeps back.</summary>
    public FoldedTable Fold(DataFold fold) => Part(Draws.Fold(fold));

    public SplitTable Take(int[] rows) =>
        new(Rows.Take(rows), Draws.Take(rows), Array.ConvertAll(rows, row => Files[row]))
        {
            Others = Others.Take(rows),
            Weights = Weights?.Take(rows),
        };

    private FoldedTable Part(RowSide[] sides)
    {
        SplitTable Side(RowSide side) => Take([.. Enumerable.Range(0, sides.Length).Where(row => sides[row] == side)]);
        return new(Side(RowSide.Train), Side(RowSide.Held));
    }
}
