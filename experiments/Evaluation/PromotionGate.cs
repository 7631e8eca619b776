using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Experiments.Evaluation;

/// <summary>Holds a candidate's evaluation against the pipeline's limits. Pure: the same report gives the same verdict.</summary>
public static class PromotionGate
{
    /// <summary>A slice's loss counts where it is more than chance at this level, after the correction for the number of slices.</summary>
    public const double SliceAlpha = 0.05;

    public static Verdict Decide(PipelineDefinition definition, EvaluationReport report, TrainingCost? cost = null)
    {
        var limits = definition.Evaluation;
        var task = definition.Data.Label.Task;
        List<VerdictReason> reasons =
        [
            .. task == TaskKind.Binary ? [Least(limits, report), .. Gain(limits, report), .. Losses(limits, report), .. Unlike(limits, report)] : TaskLimits.Of(limits, report, task),
            .. Size(limits, report), .. Spent(limits, cost),
        ];
        var outcome = !reasons.TrueForAll(reason => reason.Holds) ? VerdictOutcome.Reject
            : definition.Approval.Approvals > 0 ? VerdictOutcome.Ask
            : VerdictOutcome.Promote;
        return new() { Outcome = outcome, Reasons = reasons };
    }

    /// <summary>The broken limits, as text.</summary>
    public static string Broken(this Verdict verdict) => string.Join("; ", verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Message));

    private static VerdictReason Least(EvaluationSettings limits, EvaluationReport report) =>
        AtLeast("auc", report.Candidate.Auc ?? double.NaN, limits.MinAuc, "the candidate's AUC");

    private static IEnumerable<VerdictReason> Gain(EvaluationSettings limits, EvaluationReport report) =>
        report.Difference is { } difference ? [AtLeast("auc-gain", difference.Difference, limits.MinGain, "the gain in AUC over the champion")] : [];

    private static IEnumerable<VerdictReason> Losses(EvaluationSettings limits, EvaluationReport report) => limits.MaxSliceLoss is { } limit
        ? report.Slices.Where(slice => slice.Difference is not null).Select(slice => Loss(slice, slice.Difference!, limit))
        : [];

    private static VerdictReason Loss(SliceScore slice, AucDifference difference, double limit)
    {
        var (loss, p) = (-difference.Difference, slice.AdjustedPValue ?? 1);
        var isBeyond = !(loss <= limit);
        var isMoreThanChance = p < SliceAlpha;
        var words = !isBeyond ? "within" : isMoreThanChance ? "beyond" : "beyond, but no more than chance would give,";
        return new()
        {
            Measure = $"slice-loss:{slice.Column}={slice.Value}", Value = Finite(loss), Limit = limit, Holds = !(isBeyond && isMoreThanChance),
            Message = Text($"the AUC lost on the slice {slice.Column} = '{slice.Value}' ({slice.Rows} rows) is {loss:0.0000} (adjusted p {(p < 0.001 ? "below 0.001" : Text($"{p:0.000}"))}), {words} the limit of {limit:0.0000}"),
        };
    }

    // The whole interval must lie beyond the limit: a small group's rates vary by themselves.
    private static IEnumerable<VerdictReason> Unlike(EvaluationSettings limits, EvaluationReport report) => (limits.Fairness ?? []).SelectMany(limit =>
    {
        var score = report.Fairness.FirstOrDefault(known => known.Column == limit.Column);
        List<VerdictReason> reasons = [];
        if (limit.MaxParityDifference is { } parity)
        {
            reasons.Add(Alike("parity", limit.Column, "demographic parity difference", score?.ParityDifference, parity));
        }

        if (limit.MaxOddsDifference is { } odds)
        {
            reasons.Add(Alike("odds", limit.Column, "equalized odds difference", score?.OddsDifference, odds));
        }

        return reasons;
    });

    private static VerdictReason Alike(string measure, string column, string what, MeasuredInterval? seen, double limit)
    {
        var holds = seen is null || !(seen.Low > limit);
        var message = seen is null
            ? Text($"the {what} between the groups of '{column}' cannot be measured: too few rows in all groups but one")
            : Text($"the {what} between the groups of '{column}' is {seen.Estimate:0.0000} ({seen.Low:0.0000} to {seen.High:0.0000}), {(holds ? "not beyond" : "beyond")} the limit of {limit:0.0000}");
        return new() { Measure = $"{measure}:{column}", Value = Finite(seen?.Estimate ?? 0), Limit = limit, Holds = holds, Message = message };
    }

    private static IEnumerable<VerdictReason> Size(EvaluationSettings limits, EvaluationReport report)
    {
        if (limits.MaxBytes is not { } limit)
        {
            return [];
        }

        var bytes = report.Candidate.Bytes;
        var message = Text($"the model has {bytes} bytes, {(bytes <= limit ? "at most" : "more than")} the limit of {limit}");
        return [new() { Measure = "bytes", Value = bytes, Limit = limit, Holds = bytes <= limit, Message = message }];
    }

    private static IEnumerable<VerdictReason> Spent(EvaluationSettings limits, TrainingCost? cost)
    {
        if (limits.Budget is not { } budget || cost is null)
        {
            return [];
        }

        var spent = cost.ProcessorTime();
        var message = Text($"training took {spent.TotalSeconds:0} processor seconds{(cost.Search is { } search ? Text($" in {search.Trainings} trainings of a search") : "")}, {(spent <= budget ? "within" : "beyond")} the budget of {budget.TotalSeconds:0}");
        return [new() { Measure = "budget", Value = spent.TotalSeconds, Limit = budget.TotalSeconds, Holds = spent <= budget, Message = message }];
    }

    private static VerdictReason AtLeast(string measure, double value, double limit, string what)
    {
        // A value that is not a number is not above any limit.
        var holds = value >= limit;
        var message = Text($"{what} is {value:0.0000}, {(holds ? "at least" : "below")} the limit of {limit:0.0000}");
        return new() { Measure = measure, Value = Finite(value), Limit = limit, Holds = holds, Message = message };
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
