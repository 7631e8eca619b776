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

    private const string SplitCheck = "split";

    public static Verdict Decide(PipelineDefinition definition, EvaluationReport report, TrainingCost? cost = null)
    {
        var limits = definition.Evaluation;
        List<VerdictReason> reasons =
        [
            .. Floors(limits, report, definition.Data.Label.Task), .. NotCompared(report), .. Gain(limits, report),
            .. Losses(limits, report), .. Unlike(limits, report), .. Size(limits, report),
            .. Spent(limits, cost), .. Incomparable(report),
        ];
        if (limits.On == EvaluatedRows.Both && report.Newest is { } newest)
        {
            reasons.AddRange(Decide(definition, newest).Reasons.Where(reason => reason.Measure is not "bytes")
                .Select(reason => reason with { Measure = $"newest:{reason.Measure}", Message = $"on the newest batch, {reason.Message}" }));
        }

        // People are asked where the comparison may be of rows that the champion knows; it rejects nothing by itself.
        var outcome = reasons.Exists(reason => !reason.Holds && reason.Measure != SplitCheck) ? VerdictOutcome.Reject
            : definition.Approval.Approvals > 0 || report.Champion?.NotScored is not null || report.Incomparable is not null ? VerdictOutcome.Ask
            : VerdictOutcome.Promote;
        return new() { Outcome = outcome, Reasons = reasons };
    }

    private static IEnumerable<VerdictReason> Incomparable(EvaluationReport report) => report.Incomparable is { } why
        ? [new() { Measure = SplitCheck, Value = 0, Limit = 0, Holds = false, Message = why }]
        : [];

    private static IEnumerable<VerdictReason> Floors(EvaluationSettings limits, EvaluationReport report, TaskKind task)
    {
        var floors = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var measure in QualityMeasure.Of(task, []).Where(measure => measure.Floor is not null))
        {
            floors[measure.Name] = measure.Name == QualityMeasure.Auc ? limits.MinAuc : measure.Floor!.Value;
        }

        foreach (var (name, limit) in limits.Limits ?? new Dictionary<string, double>())
        {
            floors[name] = limit;
        }

        return floors.Select(floor => Floor(QualityMeasure.Named(floor.Key), report.Candidate.ValueOf(floor.Key), floor.Value));
    }

    private static VerdictReason Floor(QualityMeasure measure, double? known, double limit)
    {
        // A value that is not a number is beyond any limit.
        var holds = known is { } value && measure.Gain(value) >= measure.Gain(limit);
        var message = known is { } shown && double.IsFinite(shown)
            ? $"the candidate's {measure.Title} is {Text(measure, shown)}, {Words(measure.IsLoss, holds)} the limit of {Text(measure, limit)}"
            : $"the candidate's {measure.Title} has no value on the held-out rows, so that the limit of {Text(measure, limit)} is not shown to hold";
        return new() { Measure = measure.Name, Value = Finite(known), Limit = limit, Holds = holds, Message = message };
    }

    // Not shown to be better, and not shown to be worse: people are asked, with the last figures that there are.
    private static IEnumerable<VerdictReason> NotCompared(EvaluationReport report)
    {
        if (report.Champion?.NotScored is not { } missing)
        {
            return [];
        }

        var last = missing.Last.Select(known => (Measure: QualityMeasure.Named(known.Key), known.Value.Value))
            .OrderBy(known => known.Measure.Name != report.Measure)
            .Select(known => $"{known.Measure.Title} {Text(known.Measure, known.Value)}").Take(3).ToList();
        var figures = last.Count == 0 ? "no earlier figures of it are kept" : $"its last figures, on the batch that it was approved with, are {string.Join(", ", last)}";
        return [new() { Measure = "champion", Value = 0, Limit = 0, Holds = true, Message = $"{missing.Reason}; {figures}; people are asked" }];
    }

    private static IEnumerable<VerdictReason> Gain(EvaluationSettings limits, EvaluationReport report)
    {
        if (report.Champion is null or { NotScored: not null })
        {
            return [];
        }

        var measure = QualityMeasure.Named(report.Measure);
        double? known = report.Differences.GetValueOrDefault(measure.Name) is { } difference ? measure.Gain(difference.Difference) : null;
        var holds = known >= limits.MinGain;
        var message = known is not { } gain || !double.IsFinite(gain) ? $"the gain in {measure.Title} over the champion has no value on the held-out rows"
            : $"{(measure.IsLoss ? $"the candidate's {measure.Title} is lower than the champion's by" : $"the gain in {measure.Title} over the champion is")} {Text(measure, gain)}, {Words(isLoss: false, holds)} the limit of {Text(measure, limits.MinGain)}";
        return [new() { Measure = $"{measure.Name}-gain", Value = Finite(known), Limit = limits.MinGain, Holds = holds, Message = message }];
    }

    private static IEnumerable<VerdictReason> Losses(EvaluationSettings limits, EvaluationReport report) => limits.MaxSliceLoss is { } limit
        ? report.Slices.Where(slice => slice.Difference is not null).Select(slice => Loss(slice, QualityMeasure.Named(slice.Measure), slice.Difference!, limit))
        : [];

    private static VerdictReason Loss(SliceScore slice, QualityMeasure measure, MeasureDifference difference, double limit)
    {
        var (loss, p) = (-measure.Gain(difference.Difference), slice.AdjustedPValue ?? 1);
        var isBeyond = !(loss <= limit);
        var isMoreThanChance = p < SliceAlpha;
        var words = !isBeyond ? "within" : isMoreThanChance ? "beyond" : "beyond, but no more than chance would give,";
        return new()
        {
            Measure = $"slice-loss:{slice.Column}={slice.Value}", Value = Finite(loss), Limit = limit, Holds = !(isBeyond && isMoreThanChance),
            Message = Text($"the {measure.Title} {(measure.IsLoss ? "added" : "lost")} on the slice {slice.Column} = '{slice.Value}' ({slice.Rows} rows) is {Text(measure, loss)} (adjusted p {(p < 0.001 ? "below 0.001" : Text($"{p:0.000}"))}), {words} the limit of {Text(measure, limit)}"),
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
        return new() { Measure = $"{measure}:{column}", Value = Finite(seen?.Estimate), Limit = limit, Holds = holds, Message = message };
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

    private static string Words(bool isLoss, bool holds) => (isLoss, holds) switch
    {
        (true, true) => "at most",
        (true, false) => "above",
        (false, true) => "at least",
        _ => "below",
    };

    private static double Finite(double? value) => value is { } known && double.IsFinite(known) ? known : 0;

    private static string Text(QualityMeasure measure, double value) => value.ToString(measure.Format, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
