using System.Globalization;
using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Experiments.Rollout;

/// <summary>
/// Judges one look of a rollout by tests that allow any number of looks. Pure: the same policy, counts and evidence give the same verdict.
/// Nothing seen is inconclusive; arms that do not come in the planned shares are not compared.
/// </summary>
public static class EvidenceJudge
{
    private static readonly SortedDictionary<string, UnitSums> NoUnits = [];

    public static LookVerdict Judge(RolloutPolicy policy, LookBasis look)
    {
        LookFindings findings = new(look.Before, look.Last);
        var needed = look.IsImmediate ? 0 : Math.Max(1, policy.MinRequests);
        if (look.Unavailable is { } reason)
        {
            findings.Add("requests", 0, needed, look.IsImmediate ? LookOutcome.Success : LookOutcome.Inconclusive, reason);
            return findings.Verdict;
        }

        var seen = look.Treated.Requests;
        findings.Add(
            "requests",
            seen,
            needed,
            seen >= needed ? LookOutcome.Success : LookOutcome.Inconclusive,
            string.Create(CultureInfo.InvariantCulture, $"{seen} requests seen, {needed} needed")
        );
        // A plain ramp asks only whether the new version's requests fail: shares that are not the planned ones are no reason to hold it.
        var comparable = policy.IsWatched() && SharesHold(findings, look);
        GuardrailJudge.Judge(findings, policy.Guardrails ?? new() { MaxErrorRate = policy.MaxErrorRate }, look, comparable);
        if (policy.Experiment is { } experiment && look.Share < 1)
        {
            Compare(findings, experiment, look, comparable);
        }

        return findings.Verdict;
    }

    internal static Sample SampleOf(Moments moments, MetricType kind) =>
        kind switch
        {
            // Values that are no outcomes of two kinds have a mean all the same; how a metric is called is no reason to fail.
            MetricType.Proportion
                when Math.Round(moments.MeanY() * moments.Count) is var positives && positives >= 0 && positives <= moments.Count =>
                Sample.Proportion(moments.Count, (long)positives),
            MetricType.Proportion => Sample.Of(moments),
            MetricType.Ratio => Sample.Ratio(moments),
            _ => Sample.Of(moments),
        };

    private static bool SharesHold(LookFindings findings, LookBasis look)
    {
        if (look.Share is <= 0 or >= 1)
        {
            return false;
        }

        var (control, treated, what) = Shared(look);
        var mismatch = findings.Rejects(
            "sample-ratio",
            SampleRatio.Evidence([control, treated], [1 - look.Share, look.Share]),
            SampleRatio.FixedAlpha
        );
        var share = control + treated == 0 ? 0 : (double)treated / (control + treated);
        findings.Add(
            "sample-ratio",
            share,
            look.Share,
            mismatch ? LookOutcome.Inconclusive : LookOutcome.Success,
            mismatch
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{share:P2} of {control + treated} {what} reached the new version where {look.Share:P2} were planned: the "
                        + $"arms cannot be compared"
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{share:P2} of {control + treated} {what} reached the new version, {look.Share:P2} were planned"
                )
        );
        return !mismatch;
    }

    /// <summary>
    /// What is routed on its own: keys, once one has come twice, of which those are known whose outcomes are; requests until then.
    /// </summary>
    private static (long Control, long Treated, string What) Shared(LookBasis look)
    {
        var best = (Control: 0L, Treated: 0L);
        foreach (var (metric, units) in look.Control.Units ?? NoUnits)
        {
            if (
                look.Treated.Units?.GetValueOrDefault(metric) is { } other
                && (ComparedArms.IsRepeated(look.Control, metric) || ComparedArms.IsRepeated(look.Treated, metric))
                && units.Rows.Count + other.Rows.Count > best.Control + best.Treated
            )
            {
                best = (units.Rows.Count, other.Rows.Count);
            }
        }

        return best == (0, 0) ? (look.Control.Requests, look.Treated.Requests, "requests") : (best.Control, best.Treated, "keys");
    }

    private static void Compare(LookFindings findings, ExperimentPolicy experiment, LookBasis look, bool comparable)
    {
        var measure = $"experiment:{experiment.Metric}";
        var limit = -(experiment.Margin ?? 0);
        if (!comparable)
        {
            findings.Add(
                measure,
                0,
                limit,
                LookOutcome.Inconclusive,
                $"'{experiment.Metric}' is not compared: the arms do not come in the planned shares"
            );
            return;
        }

        findings.Add(measure, ExperimentJudges.Of(experiment).Judge(experiment, look));
    }
}
