using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Experiments.Evaluation;

/// <summary>The limits of a label of classes or a number, each in its own measure and direction.</summary>
internal static class TaskLimits
{
    public static IEnumerable<VerdictReason> Of(EvaluationSettings limits, EvaluationReport report, TaskKind task) =>
        [.. Floors(limits, report, task), .. Gain(limits, report), .. Losses(limits, report)];

    private static IEnumerable<VerdictReason> Floors(EvaluationSettings limits, EvaluationReport report, TaskKind task)
    {
        var (measure, least) = TaskMeasure.Least(task);
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal) { [measure] = least };
        foreach (var (name, limit) in limits.Limits ?? new Dictionary<string, double>())
        {
            all[name] = limit;
        }

        return all.Select(limit => Floor(limit.Key, report.Candidate.Measures?.GetValueOrDefault(limit.Key), limit.Value));
    }

    private static VerdictReason Floor(string measure, MeasureScore? score, double limit)
    {
        var isLoss = TaskMeasure.IsLoss(measure);
        var holds = score is not null && (isLoss ? score.Value <= limit : score.Value >= limit);
        var message = score is null
            ? Text($"the candidate's {measure} has no value on the held-out rows, so that the limit of {limit:0.####} is not shown to hold")
            : Text($"the candidate's {measure} is {score.Value:0.####}, {Words(isLoss, holds)} the limit of {limit:0.####}");
        return new() { Measure = measure, Value = score?.Value ?? 0, Limit = limit, Holds = holds, Message = message };
    }

    private static IEnumerable<VerdictReason> Gain(EvaluationSettings limits, EvaluationReport report)
    {
        if (report.Measure is not { } measure || report.Champion is null)
        {
            return [];
        }

        if (report.Differences?.GetValueOrDefault(measure) is not { } difference)
        {
            return [new() { Measure = $"{measure}-gain", Value = 0, Limit = limits.MinGain, Holds = false, Message = $"the gain in {measure} over the champion has no value on the held-out rows" }];
        }

        var gain = TaskMeasure.IsLoss(measure) ? -difference.Difference : difference.Difference;
        var holds = gain >= limits.MinGain;
        return
        [
            new()
            {
                Measure = $"{measure}-gain", Value = gain, Limit = limits.MinGain, Holds = holds,
                Message = TaskMeasure.IsLoss(measure)
                    ? Text($"the candidate's {measure} is lower than the champion's by {gain:0.####}, {Words(false, holds)} the limit of {limits.MinGain:0.####}")
                    : Text($"the gain in {measure} over the champion is {gain:0.####}, {Words(false, holds)} the limit of {limits.MinGain:0.####}"),
            },
        ];
    }

    private static IEnumerable<VerdictReason> Losses(EvaluationSettings limits, EvaluationReport report) => limits.MaxSliceLoss is { } limit
        ? report.Slices.Where(slice => slice.Difference is not null).Select(slice => Loss(slice, slice.Difference!, limit))
        : [];

    private static VerdictReason Loss(SliceScore slice, AucDifference difference, double limit)
    {
        var isLoss = TaskMeasure.IsLoss(slice.Measure ?? "");
        var (worse, p) = (isLoss ? difference.Difference : -difference.Difference, slice.AdjustedPValue ?? 1);
        var isBeyond = !(worse <= limit);
        var isMoreThanChance = p < PromotionGate.SliceAlpha;
        var words = !isBeyond ? "within" : isMoreThanChance ? "beyond" : "beyond, but no more than chance would give,";
        return new()
        {
            Measure = $"slice-loss:{slice.Column}={slice.Value}", Value = worse, Limit = limit, Holds = !(isBeyond && isMoreThanChance),
            Message = Text($"the {slice.Measure} {(isLoss ? "added" : "lost")} on the slice {slice.Column} = '{slice.Value}' ({slice.Rows} rows) is {worse:0.####} (adjusted p {(p < 0.001 ? "below 0.001" : Text($"{p:0.000}"))}), {words} the limit of {limit:0.####}"),
        };
    }

    private static string Words(bool isLoss, bool holds) => (isLoss, holds) switch
    {
        (true, true) => "at most",
        (true, false) => "above",
        (false, true) => "at least",
        _ => "below",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
