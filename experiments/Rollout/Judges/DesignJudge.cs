using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>
/// Judges by a group-sequential design with alpha spending. An analysis is made at the first look that has the units planned for it; looks
/// between say nothing, and what an analysis showed stands.
/// </summary>
internal sealed class DesignJudge : IExperimentJudge
{
    public ExperimentFinding Judge(ExperimentPolicy experiment, LookBasis look)
    {
        var design = experiment.Design ?? throw new PermanentFailureException("a group-sequential experiment needs its design");
        var made = look.Last.Analyses ?? [];
        if (made.Count > 0 && (made[^1].Finding != ShownDirection.Inconclusive || made[^1].Fraction >= 1))
        {
            return Said(experiment, look, made);
        }

        var arms = ComparedArms.Of(experiment, look);
        var (control, treated) = (arms.Control, arms.Treated);
        var units = (double)(control.Count + treated.Count);
        var information = units == 0 ? 0 : control.Count * (treated.Count / units);
        var fraction = Math.Min(1, information / (design.Units * look.Share * (1 - look.Share)));
        var due = design.Analyses.FirstOrDefault(part => part > (made.Count == 0 ? 0 : made[^1].Fraction), 1);
        if (fraction < due)
        {
            return new(
                LookOutcome.Inconclusive,
                0,
                0,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{experiment.Metric}' is analysed next at {due:P0} of {design.Units} units; {fraction:P0} are there"
                )
            );
        }

        if (arms.Missing is { } missing)
        {
            return new(LookOutcome.Inconclusive, 0, 0, $"'{experiment.Metric}': {missing}");
        }

        var z = GroupSequential.Statistic(
            ExperimentJudges.Tolerated(control, experiment.Margin),
            treated,
            new() { PerArm = experiment.MinPerArm }
        ) ?? 0;
        // Alpha is spent by the design's units; how the analyses hang together is told by what was there, which may be more at the last.
        var bound = GroupSequential.LastBound(
            design.Spending == AlphaSpending.Pocock ? StoppingRule.PocockSpending : StoppingRule.OBrienFlemingSpending,
            ExperimentJudges.Alpha(experiment, look),
            [.. made.Select(one => one.Fraction), fraction],
            [.. made.Select(one => one.Information), information]
        );
        var shown =
            Math.Abs(z) < bound ? ShownDirection.Inconclusive
            : z > 0 ? ShownDirection.Higher
            : ShownDirection.Lower;
        return Said(experiment, look, [.. made, new(information, fraction, z, Math.Min(bound, DesignAnalysis.Unbounded), shown)]);
    }

    private static ExperimentFinding Said(ExperimentPolicy experiment, LookBasis look, IReadOnlyList<DesignAnalysis> made)
    {
        var last = made[^1];
        var ended = last is { Fraction: >= 1, Finding: ShownDirection.Inconclusive };
        var needed =
            last.Bound < DesignAnalysis.Unbounded
                ? string.Create(CultureInfo.InvariantCulture, $"{last.Bound:0.##} needed")
                : "nothing is to be shown so early";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"'{experiment.Metric}' against {ExperimentJudges.Against(experiment)}: z {last.Z:0.##} at {last.Fraction:P0} of "
                + $"the design, {needed}{(ended ? "; the design has ended" : "")}"
        );
        return new(ExperimentJudges.OutcomeOf(last.Finding), last.Z, last.Bound, text)
        {
            Kept = look.Last with { Analyses = made },
            Ended = ended,
        };
    }
}
