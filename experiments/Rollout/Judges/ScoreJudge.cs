using System.Globalization;
using ServerlessML.Experiments.Statistics.Canary;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>
/// Judges as Kayenta does: each metric's values between looks, both arms', by rank; the whole by the share of weight that passed.
/// </summary>
internal sealed class ScoreJudge : IExperimentJudge
{
    public ExperimentFinding Judge(ExperimentPolicy experiment, LookBasis look)
    {
        var policy = experiment.Canary ?? new();
        var series = (look.Last.Canary ?? new()).Until(look.Control, look.Treated);
        var measures = Measures(policy, experiment);
        var waiting = measures.Where(measure => Seen(series, measure) < policy.Intervals).ToList();
        // A metric that comes late does not keep the others from failing; without all of those that must be there, nothing passes.
        if (waiting.Count == measures.Count)
        {
            return new(
                LookOutcome.Inconclusive,
                measures.Max(measure => Seen(series, measure)),
                policy.Intervals,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the canary has {measures.Max(measure => Seen(series, measure))} stretches with traffic on both arms, "
                        + $"{policy.Intervals} needed"
                )
            )
            {
                Kept = look.Last with { Canary = series },
            };
        }

        var alpha = policy.Alpha / (measures.Count * Math.Max(1, look.Steps));
        var verdict = CanaryJudge.Judge(
            [
                .. measures.Select(measure =>
                    Metric(
                        measure,
                        Seen(series, measure) < policy.Intervals ? null : series.Metrics[measure.Metric],
                        policy.Intervals,
                        alpha
                    )
                ),
            ],
            new() { PassScore = policy.PassScore, MarginalScore = policy.MarginalScore }
        );
        var outcome = verdict.Outcome switch
        {
            CanaryOutcome.Fail => LookOutcome.Failure,
            CanaryOutcome.Pass when waiting.Count == 0 => LookOutcome.Success,
            _ => LookOutcome.Inconclusive,
        };
        return new(outcome, verdict.Score ?? 0, policy.PassScore, Text(policy, verdict)) { Kept = look.Last with { Canary = series } };
    }

    private static IReadOnlyList<CanaryMeasure> Measures(CanaryPolicy policy, ExperimentPolicy experiment) =>
        policy.Metrics.Count > 0
            ? policy.Metrics
            :
            [
                new() { Metric = CanaryMeasure.ErrorRate },
                new() { Metric = CanaryMeasure.LatencyP99 },
                new() { Metric = experiment.Metric },
            ];

    private static int Seen(CanarySeries series, CanaryMeasure measure) =>
        series.Metrics.GetValueOrDefault(measure.Metric)?.Control.Count ?? 0;

    /// <summary>
    /// Alpha is spent over the stretches at which a metric is judged, however many come: the parts 1/(n (n + 1)) add up to one. A metric
    /// fails one way only, and its interval has two ends.
    /// </summary>
    private static double? Confidence(CanaryValues? values, int first, double? alpha)
    {
        double judged = Math.Max(1, (values?.Stretches ?? values?.Control.Count ?? 0) - first + 1);
        return 1 - (2 * alpha / (judged * (judged + 1)));
    }

    private static CanaryMetric Metric(CanaryMeasure measure, CanaryValues? values, int first, double? alpha) =>
        new()
        {
            Confidence = Confidence(values, first, alpha),
            Name = measure.Metric,
            Weight = measure.Weight,
            Critical = measure.Critical,
            Control = values?.Control ?? [],
            Canary = values?.Treated ?? [],
            Direction = measure.Metric is CanaryMeasure.ErrorRate or CanaryMeasure.LatencyP99
                ? CanaryDirection.Increase
                : CanaryDirection.Decrease,
            AllowedIncrease = 1 + measure.Allow,
            AllowedDecrease = 1 - measure.Allow,
        };

    private static string Text(CanaryPolicy policy, CanaryVerdict verdict)
    {
        var each = string.Join(
            ", ",
            verdict.Metrics.Select(metric =>
                metric.Finding switch
                {
                    CanaryFinding.Pass => $"{metric.Name} passes",
                    CanaryFinding.NoData => $"{metric.Name} is not known yet",
                    var way => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{metric.Name} is too {(way == CanaryFinding.High ? "high" : "low")} ({metric.MeanRatio:0.###} times "
                            + $"the champion's)"
                    ),
                }
            )
        );
        return verdict.Score is { } score
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the canary's score is {score:0.#}, {policy.PassScore:0.#} needed and {policy.MarginalScore:0.#} the least: {each}"
            )
            : $"the canary has no score yet: {each}";
    }
}
