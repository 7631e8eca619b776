using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// What intervals and importances may cost: a fifth of the training's time, or ten seconds where that is more. What the bootstrap does
/// within its half is counted in visits of rows, so that the same evaluation gives the same intervals on any machine.
/// </summary>
/// <param name="training">What the training took; null where that is not known.</param>
public sealed class EvaluationBudget(TrainingCost? training)
{
    private const int MostResamples = 1000;
    private const int LeastResamples = 200;
    private const int Jackknifed = 200;
    private const int Drawing = 5;

    // On two cores of an ordinary machine.
    private const double VisitsPerSecond = 1e9;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>The share of the budget that the importance of columns may take.</summary>
    public TimeSpan Half { get; } = Longer(TimeSpan.FromSeconds((training?.Seconds ?? 0) / 5), Least) / 2;

    /// <summary>
    /// Chooses the figures that get intervals, and from how many resamples: all where they fit, fewer resamples otherwise, and without the
    /// dearest figures where that is not enough.
    /// </summary>
    /// <param name="rows">Held-out rows.</param>
    /// <param name="models">One, or two with a champion.</param>
    /// <param name="classes">The label's values.</param>
    /// <param name="figures">Names of measures.</param>
    public (IReadOnlyList<string> Figures, BootstrapSettings Settings) Plan(
        int rows,
        int models,
        int classes,
        IReadOnlyList<string> figures
    )
    {
        List<string> kept = [.. figures];
        while (kept.Count > 1 && Resamples() < LeastResamples)
        {
            kept.Remove(kept.MaxBy(name => CostOf(name, classes))!);
        }

        return (kept, new BootstrapSettings { Resamples = Math.Clamp(Resamples() / 100 * 100, LeastResamples, MostResamples) });

        int Resamples() =>
            (int)
                Math.Min(
                    MostResamples,
                    (Half.TotalSeconds * VisitsPerSecond / ((double)rows * (Drawing + (models * kept.Sum(name => CostOf(name, classes))))))
                        - Jackknifed
                );
    }

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
