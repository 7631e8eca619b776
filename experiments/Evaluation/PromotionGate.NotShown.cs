using System.Globalization;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Experiments.Evaluation;

public static partial class PromotionGate
{
    // People are asked where the comparison may be of rows that the champion knows; it rejects nothing by itself.
    private static IEnumerable<VerdictReason> Incomparable(EvaluationReport report) =>
        report.Incomparable is { } why ? [Asked("split", why)] : [];

    // What the figures are of is then not what the model may be for, and no figure tells.
    private static IEnumerable<VerdictReason> Leaks(GateChecks checks, EvaluationReport report) =>
        (report.Repeated ?? [])
            .Where(column => column.Agreement >= RepeatedColumn.Strong)
            .Select(column =>
                checks.Unshown(
                    $"{RepeatedColumn.Check}:{column.Column}",
                    $"how good the candidate is on values of '{column.Column}' that it has not met is not shown, because the held-out rows "
                        + $"share theirs with training rows (see the remarks)"
                )
            );

    // Not shown to be better, and not shown to be worse: people are asked, with the last figures that there are.
    private static IEnumerable<VerdictReason> NotCompared(EvaluationReport report)
    {
        if (report.Champion?.NotScored is not { } missing)
        {
            return [];
        }

        var last = missing
            .Last.Select(known => (Measure: QualityMeasure.Named(known.Key, report.Task), known.Value.Value))
            .OrderBy(known => known.Measure.Name != report.Measure)
            .Select(known => $"{known.Measure.Title} {known.Value.ToString(known.Measure.Format, CultureInfo.InvariantCulture)}")
            .Take(3)
            .ToList();
        var figures =
            last.Count == 0
                ? "no earlier figures of it are kept"
                : $"its last figures, on the batch that it was approved with, are {string.Join(", ", last)}";
        return [Asked("champion", $"{missing.Reason}; {figures}; people are asked")];
    }

    private static VerdictReason Asked(string check, string message) =>
        new()
        {
            Measure = check,
            Value = 0,
            Limit = 0,
            Holds = false,
            State = CheckState.NotShown,
            Unproven = UnprovenRule.Ask,
            Message = message,
        };
}
