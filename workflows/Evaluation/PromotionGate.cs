using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>Holds a candidate's evaluation against the pipeline's limits. Pure: the same report gives the same verdict.</summary>
public static class PromotionGate
{
    public static Verdict Decide(PipelineDefinition definition, EvaluationReport report)
    {
        var limits = definition.Evaluation;
        List<VerdictReason> reasons = [Reason("auc", report.Candidate.Auc, limits.MinAuc, "the candidate's AUC")];
        if (report.Difference is { } difference)
        {
            reasons.Add(Reason("auc-gain", difference.Difference, limits.MinGain, "the gain in AUC over the champion"));
        }

        var outcome = !reasons.TrueForAll(reason => reason.Holds) ? VerdictOutcome.Reject
            : definition.Approval.Approvals > 0 ? VerdictOutcome.Ask
            : VerdictOutcome.Promote;
        return new() { Outcome = outcome, Reasons = reasons };
    }

    /// <summary>The broken limits, as text.</summary>
    public static string Broken(this Verdict verdict) => string.Join("; ", verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Message));

    private static VerdictReason Reason(string measure, double value, double limit, string what)
    {
        // A value that is not a number is not above any limit.
        var holds = value >= limit;
        var message = string.Create(CultureInfo.InvariantCulture, $"{what} is {value:0.0000}, {(holds ? "at least" : "below")} the limit of {limit:0.0000}");
        return new() { Measure = measure, Value = double.IsFinite(value) ? value : 0, Limit = limit, Holds = holds, Message = message };
    }
}
