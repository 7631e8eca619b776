using ServerlessML.Contracts.Training;

namespace ServerlessML.Ml.Data;

/// <summary>Cuts training rows into folds of about equal size by the hash of <see cref="HoldoutRule"/> under a salt of their own: equal rows fall into the same fold.</summary>
public static class FoldRule
{
    /// <param name="training">The training rows alone: all columns of the contract in its order, then the label.</param>
    /// <param name="fold">Which part is kept back.</param>
    /// <param name="salt">The holdout's.</param>
    /// <returns>What may be learnt from, and what was kept back.</returns>
    /// <exception cref="ArgumentException">There is no such fold.</exception>
    public static FoldedTable Split(Table training, DataFold fold, string salt)
    {
        if (fold.Index < 0 || fold.Index >= fold.Of)
        {
            throw new ArgumentException($"There is no fold {fold.Index} of {fold.Of}.", nameof(fold));
        }

        var places = HoldoutRule.Draw(training, $"{salt}/folds");
        var kept = new List<int>();
        var rest = new List<int>();
        for (var row = 0; row < places.Length; row++)
        {
            (Math.Min(fold.Of - 1, (int)(places[row] * fold.Of)) == fold.Index ? kept : rest).Add(row);
        }

        return new FoldedTable(training.Take([.. rest]), training.Take([.. kept]));
    }
}
