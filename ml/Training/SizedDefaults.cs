using ServerlessML.Ml.Training.Boosting;

namespace ServerlessML.Ml.Training;

/// <summary>The parameters that nobody set, by how many rows there are.</summary>
internal static class SizedDefaults
{
    /// <summary>Below it, rows are too few to keep any back for good.</summary>
    private const int FewRows = 3_000;

    /// <summary>
    /// The number of rows from which a few kept-back ones do not make the model worse, and a second training would cost more than they are
    /// worth.
    /// </summary>
    internal const int ManyRows = 50_000;

    /// <summary>Values to learn from, times outputs, with which a training of each fold takes seconds.</summary>
    private const double LittleWork = 200_000;

    private const int LeastValidationRows = 2_500;

    private const int LeastColumnsToSample = 6;

    private const int LeastRowsOfTogether = 1_000;

    /// <summary>The parameters that ask for steps of batches by being set.</summary>
    private static readonly string[] OfSteps =
    [
        "epochs",
        "batch-size",
        "learning-rate",
        "schedule",
        "warm-up",
        "weight-decay",
        "patience",
        "precision",
        "unknown-share",
        "validation-share",
    ];

    /// <param name="options">What a person set, and the recipe.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="columns">How many a row has.</param>
    /// <param name="outputs">How many the model has; with the columns, what a row costs.</param>
    public static TrainingOptions For(TrainingOptions options, int rows, int columns, int outputs = 1) =>
        options.Recipe == Recipe.Xgboost ? Trees(options, rows, columns, columns * outputs) : Networks(options, rows, columns * outputs);

    private static TrainingOptions Trees(TrainingOptions options, int rows, int columns, int width)
    {
        var boosting = options.Boosting;
        // Trees of few rows are shallow, many, and each of some of the rows and columns; of many rows deep ones find more.
        var (depth, rounds, child, sample, patience) =
            rows < FewRows ? (3, 400, 1.0, 0.7, 50)
            : rows < 4 * FewRows ? (4, 400, 1.0, 0.8, 40)
            : rows < ManyRows ? (6, 400, 3.0, 0.8, 30)
            : (8, 200, 1.0, 1.0, 20);
        boosting = boosting with
        {
            Depth = Unless(options, "depth", boosting.Depth, depth),
            Rounds = Unless(options, "rounds", boosting.Rounds, rounds),
            MinChildWeight = Unless(options, "min-child-weight", boosting.MinChildWeight, child),
            Subsample = Unless(options, "subsample", boosting.Subsample, sample),
            // A tree that lacks one of a few columns cannot see what they say together, which takes rows enough to tell from chance.
            ColumnSample = Unless(
                options,
                "colsample",
                boosting.ColumnSample,
                columns < LeastColumnsToSample && rows >= LeastRowsOfTogether ? 1 : sample
            ),
        };
        // Fewer rounds have to go further each.
        var rate = Math.Clamp((rows < ManyRows ? 20.0 : 40.0) / boosting.Rounds, rows < ManyRows ? 0.05 : 0.1, 0.3);
        options = options with
        {
            Boosting = boosting,
            LearningRate = Unless(options, "learning-rate", options.LearningRate, rate),
            Patience = Unless(options, "patience", options.Patience, patience),
        };
        return options.Patience == 0 ? options : WithFolds(options, rows, width);
    }

    private static TrainingOptions Networks(TrainingOptions options, int rows, int width)
    {
        options = options with { Bins = Unless(options, "bins", options.Bins, Math.Clamp(rows / 40, 4, 64)) };
        if (options.Recipe == Recipe.Linear)
        {
            return options.Given.Intersect(OfSteps).Any()
                ? Steps(options, rows)
                : WithFolds(options with { Converges = true }, rows, width);
        }

        options = Steps(options, rows);
        return options.Given.Contains("epochs") || options.Given.Contains("patience") ? options : WithFolds(options, rows, width);
    }

    private static TrainingOptions Steps(TrainingOptions options, int rows)
    {
        // As few as sixteen rows a step where there are few, so that an epoch has steps enough; and as many epochs as make a training of
        // them.
        options = options with
        {
            BatchSize = Unless(
                options,
                "batch-size",
                options.BatchSize,
                Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(rows / 32)), 16, 512)
            ),
        };
        var leastSteps = options.Recipe == Recipe.Linear ? 2_000 : 1_500;
        var epochs = (int)Math.Clamp(Math.Ceiling((double)leastSteps * options.BatchSize / rows), 3, 200);
        var most =
            options.Recipe == Recipe.Linear ? 0.01
            : rows < FewRows ? 0.005
            : rows < ManyRows ? 0.01
            : 0.015;
        return options with
        {
            Epochs = Unless(options, "epochs", options.Epochs, epochs),
            LearningRate = Unless(options, "learning-rate", options.LearningRate, most),
            WeightDecay = Unless(options, "weight-decay", options.WeightDecay, options.Recipe == Recipe.Mlp && rows < ManyRows ? 0.1 : 0),
            Dropout = Unless(options, "dropout", options.Dropout, options.Recipe == Recipe.Mlp && rows < ManyRows ? 0.2 : 0),
        };
    }

    private static TrainingOptions WithFolds(TrainingOptions options, int rows, int width) =>
        options.Given.Contains("validation-share")
            ? options
            : options with
            {
                Folds =
                    rows >= ManyRows ? 0
                    : rows >= 4 * FewRows || (double)rows * width > LittleWork ? 1
                    : rows >= 2 * FewRows ? 3
                    : 5,
                ValidationShare = Math.Clamp((double)LeastValidationRows / rows, options.ValidationShare, 0.2),
            };

    private static T Unless<T>(TrainingOptions options, string name, T set, T sized) => options.Given.Contains(name) ? set : sized;
}
