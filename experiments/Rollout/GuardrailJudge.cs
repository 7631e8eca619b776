using System.Globalization;
using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Experiments.Rollout;

/// <summary>Holds a look against the guardrails, each with its part of alpha.</summary>
internal static class GuardrailJudge
{
    private const double TailShare = 0.01;

    public static void Judge(LookFindings findings, GuardrailPolicy limits, LookBasis look, bool comparable)
    {
        var alpha = limits.Alpha / Math.Max(1, Count(limits));
        var (control, treated) = (look.Control, look.Treated);
        if (limits.MaxErrorRate is { } rate)
        {
            Alarm(
                findings,
                "error-rate",
                BinomialWager.Above(treated.Errors, treated.Requests, rate),
                alpha,
                Share(treated.Errors, treated.Requests),
                rate,
                $"{treated.Errors} of {treated.Requests} requests failed"
            );
        }

        if (limits.MaxErrorRatio is { } ratio && Comparable(findings, "error-ratio", ratio, look, comparable))
        {
            var usual = Share(control.Errors, control.Requests);
            Alarm(
                findings,
                "error-ratio",
                BinomialWager.AboveControl(control.Errors, treated.Errors, look.Share, ratio),
                alpha,
                usual > 0 ? Share(treated.Errors, treated.Requests) / usual : 0,
                ratio,
                $"{treated.Errors} of {treated.Requests} requests failed, {control.Errors} of {control.Requests} of the control's"
            );
        }

        if (limits.MaxP99Milliseconds is { } slow && Measured(findings, "latency-p99", slow, treated.Latency) is { } latency)
        {
            var above = latency.SurelyAbove(slow);
            Alarm(
                findings,
                "latency-p99",
                BinomialWager.Above(above, latency.Total(), TailShare),
                alpha,
                latency.QuantileAtMost(1 - TailShare) ?? 0,
                slow,
                string.Create(CultureInfo.InvariantCulture, $"{above} of {latency.Total()} requests took more than {slow} ms")
            );
        }

        if (
            limits.MaxPredictionShift is { } distance
            && Comparable(findings, "prediction-shift", distance, look, comparable)
            && Measured(findings, "prediction-shift", distance, treated.Predictions) is { } now
            && Measured(findings, "prediction-shift", distance, control.Predictions) is { } usually
            && Alike(findings, "prediction-shift", distance, usually, now)
        )
        {
            Alarm(
                findings,
                "prediction-shift",
                new PredictionShift(look.Share, distance).Evidence(usually.Counts, now.Counts),
                alpha,
                PredictionShift.Distance(usually.Counts, now.Counts),
                distance,
                "cumulative shares of predictions against the control's"
            );
        }

        foreach (var floor in limits.Floors)
        {
            Floor(findings, floor, look, comparable, alpha);
        }
    }

    private static int Count(GuardrailPolicy limits) =>
        (limits.MaxErrorRate is null ? 0 : 1)
        + (limits.MaxErrorRatio is null ? 0 : 1)
        + (limits.MaxP99Milliseconds is null ? 0 : 1)
        + (limits.MaxPredictionShift is null ? 0 : 1)
        + limits.Floors.Sum(floor => (floor.Least is null ? 0 : 1) + (floor.MaxLoss is null ? 0 : 1));

    private static void Floor(LookFindings findings, MetricFloor floor, LookBasis look, bool comparable, double alpha)
    {
        SequenceSettings settings = new() { Alpha = alpha };
        Sample? control =
            look.Control.Metrics.TryGetValue(floor.Metric, out var usual) && usual.Count > 0
                ? ComparedArms.Of(look.Control, floor.Metric, floor.Kind)
                : null;
        var treated = ComparedArms.Of(look.Treated, floor.Metric, floor.Kind);
        var seen = string.Create(CultureInfo.InvariantCulture, $"'{floor.Metric}' is {treated.Mean:0.####} over {treated.Count} units");
        if (floor.Least is { } least)
        {
            var evidence = treated.Positives is { } positives
                ? BinomialWager.Below(positives, treated.Count, least)
                : ConfidenceSequence.BelowFloor(control, treated, least, settings);
            Alarm(findings, $"floor:{floor.Metric}", evidence, alpha, treated.Mean, least, seen);
        }

        var measure = $"loss:{floor.Metric}";
        if (floor.MaxLoss is { } loss && Comparable(findings, measure, loss, look, comparable))
        {
            var usually = control ?? new(0, 0, 0);
            Alarm(
                findings,
                measure,
                ConfidenceSequence.BelowControl(usually, treated, loss, settings),
                alpha,
                usually.Mean > 0 ? 1 - treated.Mean / usually.Mean : 0,
                loss,
                string.Create(CultureInfo.InvariantCulture, $"{seen}, the control's is {usually.Mean:0.####}")
            );
        }
    }

    private static void Alarm(LookFindings findings, string measure, EValue evidence, double alpha, double value, double limit, string seen)
    {
        var broken = findings.Rejects(measure, evidence, alpha);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{seen}; {(broken ? "the limit of" : "not shown to break the limit of")} {limit:0.####}{(broken ? " is broken" : "")}"
        );
        findings.Add(measure, value, limit, broken ? LookOutcome.Failure : LookOutcome.Success, text);
    }

    /// <summary>Tells whether there is a control to compare with; one in other shares than planned is a finding.</summary>
    private static bool Comparable(LookFindings findings, string measure, double limit, LookBasis look, bool comparable)
    {
        if (!comparable && look.Share < 1)
        {
            findings.Add(measure, 0, limit, LookOutcome.Inconclusive, "not compared: the arms do not come in the planned shares");
        }

        return comparable;
    }

    private static BinnedCounts? Measured(LookFindings findings, string measure, double limit, BinnedCounts? counts)
    {
        if (counts is null || counts.Total() == 0)
        {
            findings.Add(measure, 0, limit, LookOutcome.Inconclusive, "nothing was measured");
            return null;
        }

        return counts;
    }

    private static bool Alike(LookFindings findings, string measure, double limit, BinnedCounts control, BinnedCounts treated)
    {
        var alike = control.Edges.SequenceEqual(treated.Edges);
        if (!alike)
        {
            findings.Add(measure, 0, limit, LookOutcome.Inconclusive, "not compared: the arms' predictions are counted in different bins");
        }

        return alike;
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
