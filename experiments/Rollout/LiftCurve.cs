using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Experiments.Rollout;

/// <summary>
/// The course of a rollout for people: of each look what matters most in it, by the confidence sequence. An experiment that another method
/// decides has it beside; a step that compares nothing has no points. Pure.
/// </summary>
public static class LiftCurve
{
    public static IReadOnlyList<LiftPoint> Of(RolloutPolicy policy, IEnumerable<RolloutLook> looks) =>
        [.. looks.Select(look => Point(policy, look)).OfType<LiftPoint>()];

    private static LiftPoint? Point(RolloutPolicy policy, RolloutLook look) =>
        look.Phase switch
        {
            RolloutPhase.Aa => policy.Aa is { } check ? Check(check, look) : null,
            RolloutPhase.Shadow => policy.Shadow is { } shadow ? Beside(shadow, look) : null,
            _ => policy.Experiment is { } experiment && look.Share < 1 ? Step(policy, experiment, look) : null,
        };

    private static LiftPoint Step(RolloutPolicy policy, ExperimentPolicy experiment, RolloutLook kept)
    {
        var look = LookJudge.BasisOf(policy, kept, RolloutEvidence.None, RolloutEvidence.None);
        var arms = ComparedArms.Of(experiment, look);
        var lift = arms.Missing is { } missing
            ? Comparison.Nothing(missing)
            : ConfidenceSequence.Lift(arms.Control, arms.Treated, SequenceJudge.Settings(experiment, look));
        return With(lift, kept, $"lift of '{experiment.Metric}'", isShare: true) with { Least = -(experiment.Margin ?? 0) };
    }

    // Two arms of one model: their mean places cannot be further apart than their cumulative shares.
    private static LiftPoint Check(AaPolicy policy, RolloutLook look)
    {
        var difference =
            look.Control.Predictions is { } usual && look.Treated.Predictions is { } now
                ? ConfidenceSequence.Difference(Sample.Of(Places(usual)), Sample.Of(Places(now)), new() { Alpha = AaJudge.Alpha(policy) })
                : Comparison.Nothing("one of the arms has no scores yet");
        return With(difference, look, "mean place of scores, second arm less first", isShare: false) with
        {
            Least = -policy.MaxShift,
            Most = policy.MaxShift,
        };
    }

    private static LiftPoint Beside(ShadowPolicy policy, RolloutLook look)
    {
        var differences = look.Differences ?? new();
        var share =
            differences.Rows == 0
                ? Comparison.Nothing("the shadow has scored nothing yet")
                : ConfidenceSequence.Mean(
                    Sample.Proportion(differences.Rows, differences.Rows - differences.Agreeing),
                    new() { Alpha = ShadowJudge.Alpha(policy) }
                );
        return With(share, look, "rows on which champion and shadow disagree", isShare: true) with
        {
            Low = share.Low is { } low ? Math.Max(0, low) : null,
            Most = policy.MaxDisagreement,
        };
    }

    private static LiftPoint With(Comparison found, RolloutLook look, string measure, bool isShare) =>
        new()
        {
            Number = look.Number,
            Phase = look.Phase,
            Step = look.Step,
            Measure = measure,
            IsShare = isShare,
            Estimate = found.Estimate,
            Low = found.Low,
            High = found.High,
            Reason = look.Unavailable ?? found.Reason,
        };

    /// <summary>Each score taken for the place of its bin, 0 to 1: of probabilities, of numbers and of classes alike.</summary>
    private static Moments Places(BinnedCounts bins)
    {
        var (count, sum, squares) = (0L, 0.0, 0.0);
        for (var bin = 0; bin < bins.Counts.Count; bin++)
        {
            var place = (double)bin / Math.Max(1, bins.Counts.Count - 1);
            count += bins.Counts[bin];
            sum += bins.Counts[bin] * place;
            squares += bins.Counts[bin] * place * place;
        }

        return Moments.OfSums(count, sum, squares);
    }
}
