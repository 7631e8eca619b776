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
    /// <param name="random">Shuffles them, so that rows alike are drawn independently of each other.</param>
    public static RowPlan Draw(int rows, TrainingOptions options, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle(order);
        var folds = Math.Min(options.Folds, rows / 2);
        if (folds < 2)
        {
            var held = (int)Math.Min(MostValidationRows, rows * options.ValidationShare);
            RowPart part = new(order[held..], order[..held]);
            return new(folds == 0 ? [part] : [part, new([.. order], [])]);
        }

        return new([.. Enumerable.Range(0, folds).Select(Fold), new([.. order], [])]);

        RowPart Fold(int fold)
        {
            int from = (int)((long)rows * fold / folds), to = (int)((long)rows * (fold + 1) / folds);
            return new([.. order[..from], .. order[to..]], order[from..to]);
        }
    }
}

/// <summary>The rows of one model of a training.</summary>
/// <param name="Training">It learns from them, and may put them in another order.</param>
/// <param name="Measured">It never learns from them.</param>
internal sealed record RowPart(int[] Training, int[] Measured);
