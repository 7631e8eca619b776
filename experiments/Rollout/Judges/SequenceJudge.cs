using System.Globalization;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>Judges by an interval of the lift that holds at all looks.</summary>
internal sealed class SequenceJudge : IExperimentJudge
{
    public ExperimentFinding Judge(ExperimentPolicy experiment, LookBasis look)
    {
        var arms = ComparedArms.Of(experiment, look);
        var lift = arms.Missing is { } missing
            ? Comparison.Nothing(missing)
            : ConfidenceSequence.Lift(arms.Control, arms.Treated, Settings(experiment, look));
        var limit = -(experiment.Margin ?? 0);
        return new(
            ExperimentJudges.OutcomeOf(experiment.Margin is { } margin ? NonInferiority.Decide(lift, margin) : lift.Shown),
            lift.Estimate ?? 0,
            limit,
            lift.Reason is { } reason
                ? $"'{experiment.Metric}': {reason}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the lift of '{experiment.Metric}' is {lift.Estimate:P2} ({lift.Low:P2} to {lift.High:P2}), to be shown "
                        + $"above {limit:P2}{arms.Note}"
                )
        );
    }

    public static SequenceSettings Settings(ExperimentPolicy experiment, LookBasis look) =>
        new()
        {
            Alpha = ExperimentJudges.Alpha(experiment, look),
            Tuning = experiment.Tuning,
            Guard = new() { PerArm = experiment.MinPerArm },
        };
}
