using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Experiments.Evaluation;

/// <summary>
/// Holds a candidate's evaluation against the pipeline's limits, each check by its interval: it holds, fails, or is not shown. Pure: the
/// same report gives the same verdict.
/// </summary>
public static partial class PromotionGate
{
    public static Verdict Decide(PipelineDefinition definition, EvaluationReport report, TrainingCost? cost = null)
    {
        var limits = definition.Evaluation;
        var checks = new GateChecks(limits.Unproven ?? new(), report.Rows);
        List<VerdictReason> reasons =
        [
            .. Floors(checks, limits, report, definition.Data.Label),
            .. NotCompared(report),
            .. Gain(checks, limits, report),
            .. Losses(checks, limits, report),
            .. Unlike(checks, limits, report),
            .. Size(limits, report),
            .. Spent(limits, cost),
            .. Incomparable(report),
            .. Leaks(checks, report),
        ];
        if (limits.On == EvaluatedRows.Both && report.Newest is { } newest)
        {
            reasons.AddRange(
                Decide(definition, newest)
                    .Reasons.Where(reason => reason.Measure is not "bytes")
                    .Select(reason =>
                        reason with
                        {
                            Measure = $"newest:{reason.Measure}",
                            Message = $"on the newest batch, {reason.Message}",
                        }
                    )
            );
        }

        var outcome =
            reasons.Exists(reason => reason.Rejects) ? VerdictOutcome.Reject
            : definition.Approval.Approvals > 0 || reasons.Exists(reason => reason.Asks) ? VerdictOutcome.Ask
            : VerdictOutcome.Promote;
        return new() { Outcome = outcome, Reasons = reasons };
    }

    private static IEnumerable<VerdictReason> Floors(
        GateChecks checks,
        EvaluationSettings limits,
        EvaluationReport report,
        LabelDefinition label
    )
    {
        var floors = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var measure in QualityMeasure.Of(label.Task, []).Where(measure => measure.Floor is not null))
        {
            floors[measure.Name] = measure.Name == QualityMeasure.Auc ? limits.MinAuc : measure.Floor!.Value;
        }

        foreach (var (name, limit) in limits.Limits ?? new Dictionary<string, double>())
        {
            floors[name] = limit;
        }

        return floors.Select(floor =>
            Floor(checks, QualityMeasure.Named(floor.Key, label.Task), report.Candidate.Measures.GetValueOrDefault(floor.Key), floor.Value)
        );
    }

    private static VerdictReason Floor(GateChecks checks, QualityMeasure measure, MeasureScore? known, double limit) =>
        checks.Judge(
            new()
            {
                Name = measure.Name,
                What = $"the candidate's {measure.Title}",
                Limit = limit,
                Format = measure.Format,
                Value = known?.Value,
                Low = known?.Low,
                High = known?.High,
                Least = measure.Allowed(limit).Least,
                Most = measure.Allowed(limit).Most,
            }
        );

    private static IEnumerable<VerdictReason> Gain(GateChecks checks, EvaluationSettings limits, EvaluationReport report)
    {
        if (report.Champion is null or { NotScored: not null })
        {
            return [];
        }

        var measure = QualityMeasure.Named(report.Measure, report.Task);
        var known = report.Differences.GetValueOrDefault(measure.Name);
        return
        [
            checks.Judge(
                new()
                {
                    Name = $"{measure.Name}-gain",
                    Limit = limits.MinGain,
                    Format = measure.Format,
                    Least = limits.MinGain,
                    What = measure.IsLoss
                        ? $"the {measure.Title} that the candidate takes off the champion's"
                        : $"the gain in {measure.Title} over the champion",
                    Value = known is null ? null : measure.Gain(known.Difference),
                    Low = measure.IsLoss ? -known?.High : known?.Low,
                    High = measure.IsLoss ? -known?.Low : known?.High,
                }
            ),
        ];
    }

    private static IEnumerable<VerdictReason> Losses(GateChecks checks, EvaluationSettings limits, EvaluationReport report) =>
        limits.MaxSliceLoss is { } limit
            ?
            [
                .. report
                    .Slices.Where(slice => slice.Difference is not null)
                    .Select(slice => Loss(checks, slice, QualityMeasure.Named(slice.Measure, report.Task), limit)),
                .. report.Champion is null or { NotScored: not null }
                    ? []
                    : (report.SlicesLeftOut ?? [])
                        .Where(left => left.Whole)
                        .Select(left =>
                            checks.Judge(
                                new()
                                {
                                    Name = $"slice-loss:{left.Column}",
                                    What = $"the loss on the slices of '{left.Column}'",
                                    Limit = limit,
                                    Most = limit,
                                    Format = "0.####",
                                    Why =
                                        left.Dear > 0
                                            ? "scoring them would have cost too much"
                                            : $"none of them has 'min-slice-rows' {limits.MinSliceRows} rows",
                                }
                            )
                        ),
            ]
            : [];

    private static VerdictReason Loss(GateChecks checks, SliceScore slice, QualityMeasure measure, double limit)
    {
        var (difference, low, high) = (
            slice.Difference!.Difference,
            slice.Low ?? slice.Difference.Low,
            slice.High ?? slice.Difference.High
        );
        return checks.Judge(
            new()
            {
                Name = $"slice-loss:{slice.Column}={slice.Value}",
                Limit = limit,
                Format = measure.Format,
                Most = limit,
                Rows = slice.Rows,
                What =
                    $"the {measure.Title} {(measure.IsLoss ? "added" : "lost")} on the slice {slice.Column} = '{slice.Value}' "
                    + $"({slice.Rows} rows)",
                Value = -measure.Gain(difference),
                Low = measure.IsLoss ? low : -high,
                High = measure.IsLoss ? high : -low,
            }
        );
    }

    private static IEnumerable<VerdictReason> Unlike(GateChecks checks, EvaluationSettings limits, EvaluationReport report) =>
        (limits.Fairness ?? []).SelectMany(limit =>
        {
            var score = report.Fairness.FirstOrDefault(known => known.Column == limit.Column);
            List<VerdictReason> reasons = [];
            Add("parity", "demographic parity difference", score?.ParityDifference, limit.MaxParityDifference);
            Add("odds", "equalized odds difference", score?.OddsDifference, limit.MaxOddsDifference);
            Add("false-positives", "difference in false positive rate", score?.FalsePositiveDifference, limit.MaxFalsePositiveDifference);
            Add("false-negatives", "difference in false negative rate", score?.FalseNegativeDifference, limit.MaxFalseNegativeDifference);
            Add("precision-parity", "difference in precision", score?.PrecisionDifference, limit.MaxPrecisionDifference);
            return reasons;

            void Add(string check, string what, MeasuredInterval? seen, double? most)
            {
                if (most is { } bound)
                {
                    reasons.Add(
                        checks.Judge(
                            new()
                            {
                                Name = $"{check}:{limit.Column}",
                                What = $"the {what} between the groups of '{limit.Column}'",
                                Limit = bound,
                                Most = bound,
                                Format = "0.0000",
                                Value = seen?.Estimate,
                                Low = seen?.Low,
                                High = seen?.High,
                                Why = "too few rows in all groups but one",
                            }
                        )
                    );
                }
            }
        });

    private static IEnumerable<VerdictReason> Size(EvaluationSettings limits, EvaluationReport report)
    {
        if (limits.MaxBytes is not { } limit)
        {
            return [];
        }

        var bytes = report.Candidate.Bytes;
        return
        [
            Exact(
                "bytes",
                bytes,
                limit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the model has {bytes} bytes, {(bytes <= limit ? "at most" : "more than")} the limit of {limit}"
                )
            ),
        ];
    }

    private static IEnumerable<VerdictReason> Spent(EvaluationSettings limits, TrainingCost? cost)
    {
        if (limits.Budget is not { } budget || cost is null)
        {
            return [];
        }

        var spent = cost.ProcessorTime();
        var trainings = cost.Search is { } search ? $" in {search.Trainings} trainings of a search" : "";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"training took {spent.TotalSeconds:0} processor seconds{trainings}, {(spent <= budget ? "within" : "beyond")} the budget "
                + $"of {budget.TotalSeconds:0}"
        );
        return [Exact("budget", spent.TotalSeconds, budget.TotalSeconds, message)];
    }

    // Counted, not estimated: there is nothing between holding and failing.
    private static VerdictReason Exact(string check, double value, double limit, string message) =>
        new()
        {
            Measure = check,
            Value = value,
            Limit = limit,
            Holds = value <= limit,
            State = value <= limit ? CheckState.Holds : CheckState.Fails,
            Message = message,
        };
}
