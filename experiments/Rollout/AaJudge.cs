using System.Globalization;

namespace ServerlessML.Experiments.Rollout;

/// <summary>
/// Do two arms of one version differ? They cannot by the model: what differs is routing, counting, or keys that weigh more than a request.
/// Pure.
/// </summary>
public static class AaJudge
{
    private const int Tests = 2;

    /// <param name="policy">The plan's.</param>
    /// <param name="look">Its treated arm is the champion's second one.</param>
    public static LookVerdict Judge(AaPolicy policy, RolloutLook look)
    {
        LookFindings findings = new(RolloutEvidence.None, RolloutEvidence.None);
        var (control, treated) = (look.Control, look.Treated);
        var (seen, needed) = (control.Requests + treated.Requests, Math.Max(1, policy.MinRequests));
        if (look.Unavailable is { } reason)
        {
            findings.Add("requests", 0, needed, LookOutcome.Inconclusive, reason);
            return findings.Verdict;
        }

        findings.Add(
            "requests",
            seen,
            needed,
            seen >= needed ? LookOutcome.Success : LookOutcome.Inconclusive,
            string.Create(CultureInfo.InvariantCulture, $"{seen} requests seen, {needed} needed")
        );
        var share = seen == 0 ? 0 : (double)treated.Requests / seen;
        Differ(
            findings,
            "aa:sample-ratio",
            SampleRatio.Evidence([control.Requests, treated.Requests], [1 - look.Share, look.Share]),
            SampleRatio.FixedAlpha,
            share,
            look.Share,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{share:P2} of {seen} requests reached the second arm, {look.Share:P2} were planned"
            )
        );
        if (findings.Verdict.Outcome == LookOutcome.Failure)
        {
            // The tests that follow suppose the planned shares.
            return findings.Verdict;
        }

        var alpha = Alpha(policy);
        Differ(
            findings,
            "aa:error-rate",
            EValue.Mean([
                BinomialWager.AboveControl(control.Errors, treated.Errors, look.Share, 1).Log,
                BinomialWager.AboveControl(treated.Errors, control.Errors, 1 - look.Share, 1).Log,
            ]),
            alpha,
            treated.Errors,
            control.Errors,
            $"{treated.Errors} of {treated.Requests} requests failed on the second arm, {control.Errors} of {control.Requests} on the first"
        );
        if (control.Predictions is not { } usual || treated.Predictions is not { } now || usual.Total() == 0 || now.Total() == 0)
        {
            findings.Add("aa:scores", 0, policy.MaxShift, LookOutcome.Inconclusive, "one of the arms has no scores yet");
            return findings.Verdict;
        }

        var distance = PredictionShift.Distance(usual.Counts, now.Counts);
        Differ(
            findings,
            "aa:scores",
            new PredictionShift(look.Share, policy.MaxShift).Evidence(usual.Counts, now.Counts),
            alpha,
            distance,
            policy.MaxShift,
            string.Create(
                CultureInfo.InvariantCulture,
                $"cumulative shares of scores are up to {distance:0.####} apart, {policy.MaxShift:0.####} is let pass"
            )
        );
        return findings.Verdict;
    }

    /// <summary>The alpha of each of its tests but that of shares.</summary>
    internal static double Alpha(AaPolicy policy) => policy.Alpha / Tests;

    private static void Differ(
        LookFindings findings,
        string measure,
        EValue evidence,
        double alpha,
        double value,
        double limit,
        string seen
    ) => findings.Add(measure, value, limit, findings.Rejects(measure, evidence, alpha) ? LookOutcome.Failure : LookOutcome.Success, seen);
}
