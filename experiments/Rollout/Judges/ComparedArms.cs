using System.Globalization;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>Two arms' metric as tests take it.</summary>
/// <param name="Control">The champion's.</param>
/// <param name="Treated">The new version's.</param>
/// <param name="Missing">Why nothing can be said yet; null when something can.</param>
/// <param name="Note">What was done to the numbers, for people; empty for nothing.</param>
internal sealed record ComparedArms(Sample Control, Sample Treated, string? Missing, string Note)
{
    /// <summary>
    /// Rows as units while no key has come twice; keys as units from then on, by the delta method on their sums; adjusted by the keys' past
    /// where that is asked for and known.
    /// </summary>
    public static ComparedArms Of(ExperimentPolicy experiment, LookBasis look)
    {
        var metric = experiment.Metric;
        SampleGuard guard = new() { PerArm = experiment.MinPerArm };
        var control = look.Control.Metrics.GetValueOrDefault(metric) ?? Moments.None;
        var treated = look.Treated.Metrics.GetValueOrDefault(metric) ?? Moments.None;
        var (first, second) = (EvidenceJudge.SampleOf(control, experiment.Kind), EvidenceJudge.SampleOf(treated, experiment.Kind));
        // Rows say whether there are enough of the rarer outcome; sums of keys no longer tell.
        if (guard.Missing(first, second) is { } few)
        {
            return new(first, second, few, "");
        }

        if (UnitsOf(look.Control, metric) is not { } mine || UnitsOf(look.Treated, metric) is not { } other)
        {
            return experiment.Covariate && Cuped.Adjust(control, treated) is var (less, least)
                ? Guarded(less, least, guard, "")
                : Guarded(first, second, guard, "");
        }

        if (experiment.Cuped is not null && mine.Past is not null && other.Past is not null)
        {
            var (adjusted, adjustedTreated) = Cuped.AdjustRatio(mine, other);
            var (plain, left) = (Spread(Sample.Ratio(mine.Rows), Sample.Ratio(other.Rows)), Spread(adjusted, adjustedTreated));
            return Guarded(
                adjusted,
                adjustedTreated,
                guard,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"; the keys' past explains {(plain > 0 ? Math.Max(0, 1 - (left / plain)) : 0):P0} of the variance"
                )
            );
        }

        return IsRepeated(look.Control, metric) || IsRepeated(look.Treated, metric)
            ? Guarded(Sample.Ratio(mine.Rows), Sample.Ratio(other.Rows), guard, "")
            : Guarded(first, second, guard, "");
    }

    /// <summary>One arm's metric.</summary>
    public static Sample Of(ArmStatistics arm, string metric, MetricType kind) =>
        IsRepeated(arm, metric) && UnitsOf(arm, metric) is { } units
            ? Sample.Ratio(units.Rows)
            : EvidenceJudge.SampleOf(arm.Metrics.GetValueOrDefault(metric) ?? Moments.None, kind);

    private static ComparedArms Guarded(Sample control, Sample treated, SampleGuard guard, string note) =>
        new(control, treated, guard.Missing(control, treated), note);

    private static double Spread(Sample control, Sample treated) => (control.Variance / control.Count) + (treated.Variance / treated.Count);

    private static UnitSums? UnitsOf(ArmStatistics arm, string metric) => arm.Units?.GetValueOrDefault(metric);

    internal static bool IsRepeated(ArmStatistics arm, string metric) =>
        UnitsOf(arm, metric) is { } units && units.Rows.Count < (arm.Metrics.GetValueOrDefault(metric)?.Count ?? 0);
}
