using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Rollout;

/// <summary>What a prediction and its outcome are worth in the metrics of a rollout.</summary>
/// <param name="Variance">Of numbers: what squared errors are in proportion to (<see cref="ModelAnswers.Variance"/>).</param>
internal sealed record OutcomeValues(double Variance)
{
    /// <summary>Worse predictions than this count as this bad: sums are kept in micro-units.</summary>
    private const double Worst = -1e6;

    /// <summary>All versions of a pipeline have the same.</summary>
    public static async Task<OutcomeValues> OfAsync(
        ModelRegistry models,
        string pipeline,
        IEnumerable<VersionOutcomes> outcomes,
        CancellationToken cancellation
    )
    {
        foreach (var version in outcomes.Where(version => version.Task == TaskKind.Regression))
        {
            if (await models.FindAsync(pipeline, version.Version, cancellation) is { Answers.Variance: > 0 and var variance })
            {
                return new(variance);
            }
        }

        return new(1);
    }

    public double QualityOf(VersionOutcomes outcomes, int row)
    {
        var (label, prediction) = (outcomes.Labels[row], outcomes.Probabilities[row]);
        var off = (double)prediction - label;
        return outcomes.Task switch
        {
            TaskKind.MultiClass => label,
            TaskKind.Regression => Math.Max(Worst, 1 - (off * off / Variance)),
            _ => 1 - (off * off),
        };
    }

    public static double OutcomeOf(VersionOutcomes outcomes, int row) =>
        Math.Clamp(outcomes.Labels[row], -Moments.Largest, Moments.Largest);
}
