using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>
/// A measure of a model's answers to rows whose label is known. This is the registry of all of them; <c>ml/Evaluation</c> computes them by
/// name.
/// </summary>
/// <param name="Task">The kind of label that it is a measure of.</param>
/// <param name="Name">The name in documents, limits and searches.</param>
/// <param name="Interval">How its 95 % interval is made, and that of its difference between two models.</param>
/// <param name="Test">How two models are tested for a difference on the same rows.</param>
public sealed record QualityMeasure(TaskKind Task, string Name, MeasureMethod Interval, MeasureMethod Test = MeasureMethod.None)
{
    /// <summary>The area under the ROC curve.</summary>
    public const string Auc = "auc";

    /// <summary>The mean negative log likelihood, natural; probabilities are kept 1e-7 away from zero.</summary>
    public const string LogLoss = "log-loss";

    /// <summary>The mean squared distance of probability from outcome.</summary>
    public const string Brier = "brier";

    /// <summary>The share of rows called right: at the model's threshold, or by the likeliest class.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Precision averaged over the steps in recall, without interpolation.</summary>
    public const string AveragePrecision = "average-precision";

    /// <summary>The expected calibration error over ten equal-width bins, of classes that of the likeliest one.</summary>
    public const string CalibrationError = "calibration-error";

    /// <summary>
    /// One less the log loss over that of the rows' base rates (McFadden 1974): 0 for a model that knows no more than they say, 1 for a
    /// perfect one.
    /// </summary>
    public const string Skill = "skill";

    /// <summary>
    /// How much more extreme the answers should be, 1 where they are right, less where they are too sure: the slope of a regression of what
    /// came on what was said. Of two values on the log odds (Cox 1958), of classes on the log probabilities, of a number on the number
    /// (Mincer and Zarnowitz 1969).
    /// </summary>
    public const string CalibrationSlope = "calibration-slope";

    /// <summary>
    /// What came over what was said to come (calibration in the large): positives over the sum of probabilities, or rows called right over
    /// the sum of the likeliest class's probabilities.
    /// </summary>
    public const string ObservedToExpected = "observed-to-expected";

    /// <summary>The mean of what was said less what came, in root mean squared errors.</summary>
    public const string Bias = "bias";

    /// <summary>The share of positives that are called so, at the model's threshold.</summary>
    public const string Recall = "recall";

    /// <summary>The share of rows called positive that are, at the model's threshold.</summary>
    public const string Precision = "precision";

    /// <summary>The harmonic mean of recall and precision, at the model's threshold.</summary>
    public const string F1 = "f1";

    /// <summary>The mean cost of a row's error, at the model's threshold, in the pipeline's unit (<see cref="ErrorCosts"/>).</summary>
    public const string Cost = "cost";

    /// <summary>The mean area under the ROC curve of each class against the rest.</summary>
    public const string MacroAuc = "macro-auc";

    /// <summary>The mean F1 of the classes.</summary>
    public const string MacroF1 = "macro-f1";

    /// <summary>Followed by a class: the share of its rows that are called so.</summary>
    public const string RecallOf = "recall:";

    /// <summary>The root of the mean squared error, in the label's units.</summary>
    public const string Rmse = "rmse";

    /// <summary>The mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>The share of the variance that is explained.</summary>
    public const string R2 = "r2";

    public const string MedianAbsoluteError = "median-absolute-error";

    // A fifth less extreme, or off by a quarter: what a model may be before one would say that it is not calibrated. With a tolerance of
    // nothing, enough rows reject every model.
    private const double LeastSlope = 0.8;
    private const double MostOff = 0.25;

    // The first of a task is what candidate and champion are compared by, and what a training stops early by, where nothing else is said.
    private static readonly QualityMeasure[] Known =
    [
        new(TaskKind.Binary, Auc, MeasureMethod.DeLong, MeasureMethod.DeLong)
        {
            Compares = true,
            Ranks = true,
            Floor = 0.5,
            Title = "AUC",
            Format = "0.0000",
        },
        new(TaskKind.Binary, LogLoss, MeasureMethod.Bootstrap, MeasureMethod.PairedRows)
        {
            IsLoss = true,
            Compares = true,
            Ranks = true,
        },
        new(TaskKind.Binary, Accuracy, MeasureMethod.Bootstrap, MeasureMethod.PairedRows) { Compares = true, Ranks = true },
        new(TaskKind.Binary, Brier, MeasureMethod.Bootstrap, MeasureMethod.PairedRows) { IsLoss = true, Compares = true },
        new(TaskKind.Binary, AveragePrecision, MeasureMethod.Bootstrap),
        new(TaskKind.Binary, CalibrationError, MeasureMethod.Bootstrap) { IsLoss = true },
        new(TaskKind.Binary, Skill, MeasureMethod.Bootstrap) { Floor = 0, Title = "skill beyond the base rate" },
        new(TaskKind.Binary, CalibrationSlope, MeasureMethod.LargeSample) { Floor = LeastSlope, Title = "calibration slope" },
        new(TaskKind.Binary, ObservedToExpected, MeasureMethod.LargeSample)
        {
            Aim = 1,
            Floor = MostOff,
            Title = "ratio of what came to what was expected",
        },
        new(TaskKind.Binary, Recall, MeasureMethod.Wilson),
        new(TaskKind.Binary, Precision, MeasureMethod.Wilson),
        new(TaskKind.Binary, F1, MeasureMethod.Bootstrap),
        new(TaskKind.Binary, Cost, MeasureMethod.Bootstrap, MeasureMethod.PairedRows) { IsLoss = true, Compares = true },
        new(TaskKind.MultiClass, LogLoss, MeasureMethod.Bootstrap, MeasureMethod.PairedRows)
        {
            IsLoss = true,
            Compares = true,
            Ranks = true,
        },
        new(TaskKind.MultiClass, Accuracy, MeasureMethod.Bootstrap, MeasureMethod.PairedRows) { Compares = true, Ranks = true },
        new(TaskKind.MultiClass, MacroAuc, MeasureMethod.Bootstrap)
        {
            Compares = true,
            Ranks = true,
            Floor = 0.5,
        },
        new(TaskKind.MultiClass, MacroF1, MeasureMethod.Bootstrap) { Compares = true },
        new(TaskKind.MultiClass, CalibrationError, MeasureMethod.Bootstrap) { IsLoss = true },
        new(TaskKind.MultiClass, Skill, MeasureMethod.Bootstrap) { Floor = 0, Title = "skill beyond the base rate" },
        new(TaskKind.MultiClass, CalibrationSlope, MeasureMethod.LargeSample) { Floor = LeastSlope, Title = "calibration slope" },
        new(TaskKind.MultiClass, ObservedToExpected, MeasureMethod.LargeSample)
        {
            Aim = 1,
            Floor = MostOff,
            Title = "ratio of what came to what was expected",
        },
        new(TaskKind.MultiClass, RecallOf, MeasureMethod.Bootstrap),
        new(TaskKind.Regression, Rmse, MeasureMethod.Bootstrap, MeasureMethod.PairedRows)
        {
            IsLoss = true,
            Compares = true,
            Ranks = true,
        },
        new(TaskKind.Regression, Mae, MeasureMethod.Bootstrap, MeasureMethod.PairedRows)
        {
            IsLoss = true,
            Compares = true,
            Ranks = true,
        },
        new(TaskKind.Regression, R2, MeasureMethod.Bootstrap)
        {
            Compares = true,
            Ranks = true,
            Floor = 0,
        },
        new(TaskKind.Regression, MedianAbsoluteError, MeasureMethod.Bootstrap) { IsLoss = true, Compares = true },
        new(TaskKind.Regression, CalibrationSlope, MeasureMethod.LargeSample) { Floor = LeastSlope, Title = "calibration slope" },
        new(TaskKind.Regression, Bias, MeasureMethod.LargeSample)
        {
            Aim = 0,
            Floor = MostOff,
            Title = "bias in root mean squared errors",
        },
    ];

    /// <summary>Less is better.</summary>
    public bool IsLoss { get; init; }

    /// <summary>Candidate and champion may be compared by it.</summary>
    public bool Compares { get; init; }

    /// <summary>Trainings leave it of the rows that they keep back, so that the trials of a search may be ranked by it.</summary>
    public bool Ranks { get; init; }

    /// <summary>
    /// The worst value of a model that may be promoted where the pipeline says nothing, of a measure with an <see cref="Aim"/> how far off
    /// it may be; null for none.
    /// </summary>
    public double? Floor { get; init; }

    /// <summary>The right value, where both less and more are worse; null elsewhere.</summary>
    public double? Aim { get; init; }

    /// <summary>The name in sentences.</summary>
    public string Title { get; init; } = Name;

    /// <summary>The format of its values in sentences.</summary>
    public string Format { get; init; } = "0.####";

    /// <summary>What may be limited, in the registry's order.</summary>
    /// <param name="task">The kind of label.</param>
    /// <param name="classes">The label's values, each of which has a recall where there are three or more.</param>
    public static IReadOnlyList<QualityMeasure> Of(TaskKind task, IReadOnlyList<string> classes) =>
        [
            .. Known
                .Where(measure => measure.Task == task)
                .SelectMany(measure => measure.Name == RecallOf ? classes.Select(name => measure.OfClass(RecallOf + name)) : [measure]),
        ];

    /// <summary>The names of what candidate and champion may be compared by; the first where none is named.</summary>
    public static IReadOnlyList<string> Comparing(TaskKind task) =>
        [.. Known.Where(measure => measure.Task == task && measure.Compares).Select(measure => measure.Name)];

    /// <summary>The names of what trials may be ranked by; the first where none is named.</summary>
    public static IReadOnlyList<string> Ranking(TaskKind task) =>
        [.. Known.Where(measure => measure.Task == task && measure.Ranks).Select(measure => measure.Name)];

    /// <summary>
    /// The measure of the name, whose direction and words are the same for all tasks; one that the registry lacks is a gain.
    /// </summary>
    public static QualityMeasure Named(string name, TaskKind? task = null) =>
        Known.FirstOrDefault(measure => measure.Name == name && (task is null || measure.Task == task))
        ?? Known.First(measure => measure.Name == RecallOf).OfClass(name);

    /// <summary>
    /// The measure that slices are compared by: the one named, or the task's first where two models cannot be tested for a difference in
    /// it.
    /// </summary>
    public static QualityMeasure ForSlices(TaskKind task, string name) =>
        Named(name, task) is { Test: not MeasureMethod.None } tested ? tested : Known.First(measure => measure.Task == task);

    /// <summary>The values that a limit allows: off an aim of 1 by a factor, off an aim of 0 by a sum.</summary>
    public (double Least, double Most) Allowed(double limit) =>
        Aim switch
        {
            1 => (1 / (1 + limit), 1 + limit),
            { } aim => (aim - limit, aim + limit),
            _ => IsLoss ? (double.NegativeInfinity, limit) : (limit, double.PositiveInfinity),
        };

    /// <summary>A value or a difference such that more is better.</summary>
    public double Gain(double value) => IsLoss ? -value : value;

    private QualityMeasure OfClass(string name) => this with { Name = name, Title = name };
}

/// <summary>How a measure's interval, or its paired test, is made.</summary>
public enum MeasureMethod
{
    None,

    /// <summary>An interval by the variance of the area under the ROC curve (DeLong, DeLong and Clarke-Pearson 1988).</summary>
    DeLong,

    /// <summary>BCa bootstrap over rows, the resamples shared by both models (Efron 1987).</summary>
    Bootstrap,

    /// <summary>
    /// An interval by the variance of the estimating equations, whatever the distribution of the rows (Huber 1967; White 1980).
    /// </summary>
    LargeSample,

    /// <summary>The score interval of a share (Wilson 1927).</summary>
    Wilson,

    /// <summary>A test of the differences of the parts that each row has in the measure (large samples).</summary>
    PairedRows,
}
