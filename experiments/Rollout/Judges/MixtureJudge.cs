using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>Judges by the mixture sequential probability ratio test of no difference from what is tolerated.</summary>
internal sealed class MixtureJudge : IExperimentJudge
{
    public ExperimentFinding Judge(ExperimentPolicy experiment, LookBasis look)
    {
        var arms = ComparedArms.Of(experiment, look);
        if (arms.Missing is { } missing)
        {
            return new(LookOutcome.Inconclusive, 0, 0, $"'{experiment.Metric}': {missing}");
        }

        var (control, treated) = Sample.Steadied(ExperimentJudges.Tolerated(arms.Control, experiment.Margin), arms.Treated);
        var difference = treated.Mean - control.Mean;
        var effect = experiment.Effect ?? throw new PermanentFailureException("an experiment by mSPRT needs the least effect that matters");
        var evidence = Msprt.Evidence(difference, control.Variance / control.Count + treated.Variance / treated.Count, effect * effect);
        var alpha = ExperimentJudges.Alpha(experiment, look);
        var shown =
            !evidence.Rejects(alpha) ? ShownDirection.Inconclusive
            : difference > 0 ? ShownDirection.Higher
            : ShownDirection.Lower;
        return new(
            ExperimentJudges.OutcomeOf(shown),
            difference,
            0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{experiment.Metric}' is {difference:+0.#####;-0.#####;0} against {ExperimentJudges.Against(experiment)}, p "
                    + $"{evidence.PValue:0.####} at any look, to be shown above at {alpha:0.####}{arms.Note}"
            )
        );
    }
}
