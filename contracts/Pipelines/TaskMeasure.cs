namespace ServerlessML.Contracts.Pipelines;

/// <summary>What a model of classes or of numbers is measured by on the holdout. A label of two values has its own measures (<see cref="ModelScore.Auc"/>).</summary>
public static class TaskMeasure
{
    public const string LogLoss = "log-loss";
    public const string Accuracy = "accuracy";

    /// <summary>Mean area under the ROC curve of each class against the rest.</summary>
    public const string MacroAuc = "macro-auc";

    /// <summary>Mean F1 of the classes.</summary>
    public const string MacroF1 = "macro-f1";

    /// <summary>Expected calibration error of the likeliest class, ten equal-width bins.</summary>
    public const string CalibrationError = "calibration-error";

    /// <summary>Followed by a class: share of its rows that are called so.</summary>
    public const string RecallOf = "recall:";

    public const string Rmse = "rmse";
    public const string Mae = "mae";

    /// <summary>Share of the variance that is explained.</summary>
    public const string R2 = "r2";
    public const string MedianAbsoluteError = "median-absolute-error";

    private static readonly string[] OfClasses = [LogLoss, Accuracy, MacroAuc, MacroF1, CalibrationError];
    private static readonly string[] OfNumbers = [Rmse, Mae, R2, MedianAbsoluteError];

    /// <summary>What may be the measure that candidate and champion are compared by; the first where none is named. Empty for a label of two values.</summary>
    public static IReadOnlyList<string> Primary(TaskKind task) => task switch
    {
        TaskKind.MultiClass => [LogLoss, Accuracy, MacroAuc, MacroF1],
        TaskKind.Regression => OfNumbers,
        _ => [],
    };

    /// <summary>What may be limited.</summary>
    public static IReadOnlyList<string> All(LabelDefinition label) => label.Task switch
    {
        TaskKind.MultiClass => [.. OfClasses, .. label.Values.Select(value => RecallOf + value)],
        TaskKind.Regression => OfNumbers,
        _ => [],
    };

    /// <summary>Less is better.</summary>
    public static bool IsLoss(string measure) => measure is LogLoss or CalibrationError or Rmse or Mae or MedianAbsoluteError;

    /// <summary>The measure that a row has a part of its own in, by which slices are compared: the primary one where it is so.</summary>
    public static string OfRows(string primary) => primary switch
    {
        MacroAuc or MacroF1 => LogLoss,
        R2 or MedianAbsoluteError => Rmse,
        _ => primary,
    };

    /// <summary>What a model must reach where the pipeline says nothing: more than one that knows nothing.</summary>
    public static (string Measure, double Limit) Least(TaskKind task) => task == TaskKind.Regression ? (R2, 0) : (MacroAuc, 0.5);
}
