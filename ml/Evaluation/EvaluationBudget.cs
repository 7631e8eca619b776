using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// What intervals, slices and importances may cost: a fifth of the training's time, or ten seconds where that is more. The work of
/// intervals and slices is counted in visits of rows, so that the same evaluation says the same on any machine; shuffling goes by the
/// clock.
/// </summary>
/// <param name="training">What the training took; null where that is not known.</param>
/// <param name="time">The clock.</param>
/// <param name="reports">The number of reports that share the budget.</param>
public sealed class EvaluationBudget(TrainingCost? training, TimeProvider time, int reports = 1)
{
    /// <summary>More slices than this would not be read by anybody.</summary>
    public const int MostSlices = 40;

    private const double OfIntervals = 0.4;
    private const double OfSlices = 0.2;
    private const double OfImportance = 0.4;
    private const int MostResamples = 1000;
    private const int LeastResamples = 200;
    private const int Jackknifed = 200;
    private const int Drawing = 5;

    // A slice's rows are sorted, and for a comparison each model's three times over.
    private const int Scoring = 100;
    private const int Comparing = 500;

    // On two cores of an ordinary machine.
    private const double VisitsPerSecond = 1e9;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>All that they may take together.</summary>
    public TimeSpan Whole { get; } = Longer(TimeSpan.FromSeconds((training?.Seconds ?? 0) / 5), Least);

    /// <summary>
    /// Chooses the figures that get intervals, and from how many resamples: all where they fit, fewer resamples otherwise, and without the
    /// dearest figures where that is not enough.
    /// </summary>
    /// <param name="rows">Held-out rows.</param>
    /// <param name="models">One, or two with a champion.</param>
    /// <param name="classes">The label's values.</param>
    /// <param name="figures">Names of measures.</param>
    public IntervalPlan Intervals(int rows, int models, int classes, IReadOnlyList<string> figures)
    {
        List<string> kept = [.. figures];
        while (kept.Count > 1 && Resamples() < LeastResamples)
        {
            kept.Remove(kept.MaxBy(name => CostOf(name, classes))!);
        }

        var resamples = Math.Clamp(Resamples() / 100 * 100, LeastResamples, MostResamples);
        return new(kept, [.. figures.Except(kept)], new() { Resamples = resamples }, MostResamples);

        int Resamples() =>
            (int)
                Math.Min(
                    MostResamples,
                    (Visits(OfIntervals) / ((double)rows * (Drawing + (models * kept.Sum(name => CostOf(name, classes)))))) - Jackknifed
                );
    }

    /// <summary>The rows that all slices together may have.</summary>
    /// <param name="models">One, or two with a champion.</param>
    public long SliceRows(int models) => (long)(Visits(OfSlices) / (models == 1 ? Scoring : Comparing));

    /// <summary>Chooses how columns are shuffled, by how long a trial takes.</summary>
    /// <param name="columns">The model's.</param>
    /// <param name="rows">At most <see cref="ShufflePlan.MostRows"/>.</param>
    /// <param name="trial">Does once, in all of the rows, what a shuffle costs.</param>
    public ShufflePlan Shuffles(int columns, int rows, Action trial)
    {
        var begun = time.GetTimestamp();
        trial();
        var took = Math.Max(time.GetElapsedTime(begun).TotalSeconds, 1e-6);
        return ShufflePlan.Within(columns, rows, Whole.TotalSeconds * OfImportance / took * rows);
    }

    private double Visits(double share) => Whole.TotalSeconds * share / reports * VisitsPerSecond;

    private static double CostOf(string measure, int classes) =>
        measure switch
        {
            QualityMeasure.MacroAuc => 5.0 * classes,
            QualityMeasure.AveragePrecision or QualityMeasure.MedianAbsoluteError => 5,
            QualityMeasure.MacroF1 or QualityMeasure.CalibrationError or QualityMeasure.Skill => 3,
            // All of them together visit each row once.
            _ when measure.StartsWith(QualityMeasure.RecallOf, StringComparison.Ordinal) => 3.0 / classes,
            _ => 1,
        };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
