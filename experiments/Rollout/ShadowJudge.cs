using System.Globalization;

namespace ServerlessML.Experiments.Rollout;

/// <summary>
/// Is what the shadow did within the plan's limits? By wagers that may be looked at any number of times; nothing scored is inconclusive.
/// Pure.
/// </summary>
public static class ShadowJudge
{
    private const double TailShare = 0.01;

    /// <summary>Requests of its share that a shadow may miss: beyond, what it scored is no fair sample.</summary>
    private const double MostDropped = 0.5;

    /// <param name="policy">The plan's.</param>
    /// <param name="look">Its treated arm is the shadow.</param>
    public static LookVerdict Judge(ShadowPolicy policy, RolloutLook look)
    {
        LookFindings findings = new(RolloutEvidence.None, RolloutEvidence.None);
        var (shadow, needed) = (look.Treated, Math.Max(1, policy.MinRequests));
        if (look.Unavailable is { } reason)
        {
            findings.Add("requests", 0, needed, LookOutcome.Inconclusive, reason);
            return findings.Verdict;
        }

        var seen = shadow.Requests;
        findings.Add(
            "requests",
            seen,
            needed,
            seen >= needed ? LookOutcome.Success : LookOutcome.Inconclusive,
            string.Create(CultureInfo.InvariantCulture, $"{seen} requests scored by the shadow, {needed} needed")
        );
        if (look.Dropped is { } dropped and > 0)
        {
            var missed = (double)dropped / (dropped + seen);
            findings.Add(
                "shadow:dropped",
                missed,
                MostDropped,
                missed > MostDropped ? LookOutcome.Inconclusive : LookOutcome.Success,
                string.Create(CultureInfo.InvariantCulture, $"{missed:P1} of the shadow's requests were dropped, since it did not keep up")
            );
        }

        var alpha = Alpha(policy);
        Limit(
            findings,
            "shadow:error-rate",
            BinomialWager.Above(shadow.Errors, seen, policy.MaxErrorRate),
            alpha,
            seen == 0 ? 0 : (double)shadow.Errors / seen,
            policy.MaxErrorRate,
            $"the shadow failed at {shadow.Errors} of {seen} requests"
        );
        if (policy.MaxP99Milliseconds is { } slow)
        {
            var above = shadow.Latency?.SurelyAbove(slow) ?? 0;
            var whole = shadow.Latency?.Total() ?? 0;
            Limit(
                findings,
                "shadow:latency-p99",
                BinomialWager.Above(above, whole, TailShare),
                alpha,
                shadow.Latency?.QuantileAtMost(1 - TailShare) ?? 0,
                slow,
                string.Create(CultureInfo.InvariantCulture, $"scoring took the shadow more than {slow} ms for {above} of {whole} requests"),
                isSeen: whole > 0
            );
        }

        var differences = look.Differences ?? new();
        if (policy.MaxDisagreement is { } apart)
        {
            var disagreeing = differences.Rows - differences.Agreeing;
            Limit(
                findings,
                "shadow:disagreement",
                BinomialWager.Above(disagreeing, differences.Rows, apart),
                alpha,
                1 - (differences.Agreement ?? 1),
                apart,
                $"champion and shadow put {disagreeing} of {differences.Rows} rows on different sides of one half",
                isSeen: differences.Rows > 0
            );
        }

        if (policy.MaxDifference is { } far)
        {
            // A logarithm lies above its chord, so a wager on whole differences is at most what one on each would have: valid for the mean.
            var sum = (long)(differences.AbsoluteSum * ShadowDifferences.Unit);
            Limit(
                findings,
                "shadow:difference",
                BinomialWager.Above(Math.Min(sum, differences.Rows), differences.Rows, far),
                alpha,
                differences.MeanAbsolute ?? 0,
                far,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the scores of champion and shadow are {differences.MeanAbsolute ?? 0:0.####} apart on average"
                ),
                isSeen: differences.Rows > 0
            );
        }

        return findings.Verdict;
    }

    /// <summary>The alpha of each limit.</summary>
    internal static double Alpha(ShadowPolicy policy) =>
        policy.Alpha
        / (
            1
            + (policy.MaxP99Milliseconds is null ? 0 : 1)
            + (policy.MaxDisagreement is null ? 0 : 1)
            + (policy.MaxDifference is null ? 0 : 1)
        );

    private static void Limit(
        LookFindings findings,
        string measure,
        EValue evidence,
        double alpha,
        double value,
        double limit,
        string seen,
        bool isSeen = true
    )
    {
        if (!isSeen)
        {
            findings.Add(measure, 0, limit, LookOutcome.Inconclusive, "the shadow has scored nothing yet");
            return;
        }

        var broken = findings.Rejects(measure, evidence, alpha);
        findings.Add(
            measure,
            value,
            limit,
            broken ? LookOutcome.Failure : LookOutcome.Success,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{seen}; {(broken ? "the limit of" : "not shown to break the limit of")} {limit:0.####}{(broken ? " is broken" : "")}"
            )
        );
    }
}
