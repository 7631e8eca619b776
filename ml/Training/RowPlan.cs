using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Data;

namespace ServerlessML.Ml.Training;

/// <summary>Which rows each model of a training learns from, and which it is measured on. The last part's model is the one that is
/// kept.</summary>
internal sealed record RowPlan(IReadOnlyList<RowPart> Parts)
{
    /// <summary>Rows that measure at the end of an epoch; more would say no more.</summary>
    private const int MostValidationRows = 50_000;

    /// <summary>All rows that some model is measured on, part by part.</summary>
    public int[] Measured { get; } = [.. Parts.SelectMany(part => part.Measured)];

    /// <summary>The rows that the model that is kept learns from.</summary>
    public int[] Training => Parts[^1].Training;

    /// <summary>Draws the rows. This is the one place where a training's inner rows are drawn.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="options">Folds and validation share.</param>
    /// <param name="random">Orders them, and draws them where no split does.</param>
    /// <param name="draws">Where they stand in their split; null draws them one by one, so that rows alike are independent of each
    /// other.</param>
    public static RowPlan Draw(int rows, TrainingOptions options, SeededRandom random, SplitRows? draws = null)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle(order);
        var folds = Math.Min(options.Folds, rows / 2);
        var held = (int)Math.Min(MostValidationRows, rows * options.ValidationShare);
        if (folds == 0)
        {
            return new([Held()]);
        }

        // Where few entities or times are, a fold may be empty, or leave nothing to learn from.
        RowPart[] measuring = folds == 1 ? [Held()] : [.. Enumerable.Range(0, folds).Select(Fold)];
        return new([.. measuring.Where(part => part.Training.Length > 0 && part.Measured.Length > 0), new([.. order], [])]);

        RowPart Held() => draws is null ? new(order[held..], order[..held]) : Part(draws.Validation(held));

        RowPart Fold(int fold)
        {
            if (draws is not null)
            {
                return Part(draws.Fold(new DataFold(fold, folds), "/inner"));
            }

            int from = (int)((long)rows * fold / folds),
                to = (int)((long)rows * (fold + 1) / folds);
            return new([.. order[..from], .. order[to..]], order[from..to]);
        }

        RowPart Part(RowSide[] sides) =>
            new([.. order.Where(row => sides[row] == RowSide.Train)], [.. order.Where(row => sides[row] == RowSide.Held)]);
    }
}

/// <summary>The rows of one model of a training.</summary>
/// <param name="Training">It learns from them, and may put them in another order.</param>
/// <param name="Measured">It never learns from them.</param>
internal sealed record RowPart(int[] Training, int[] Measured);
