using ServerlessML.Contracts;
using ServerlessML.Workflows.Statistics;

namespace ServerlessML.Workflows;

/// <summary>By the mixture sequential probability ratio test of no difference from what is tolerated.</summary>
internal sealed class MixtureJudge : IExperimentJudge
{
    public ExperimentFinding Judge(ExperimentPolicy experiment, RolloutLook look)
    {
        var (control, treated) = ExperimentJudges.Samples(experiment, look);
        SampleGuard guard = new() { PerArm = experiment.MinPerArm };
        if (guard.Missing(control, treated) is { } missing)
        {
            return new(LookOutcome.Inconclusive, 0, 0, $"'{experiment.Metric}': {missing}");
        }

        (control, treated) = Sample.Steadied(ExperimentJudges.Tolerated(control, experiment.Margin), treated);
        var difference = treated.Mean - control.Mean;
        var effect = experiment.Effect ?? throw new PermanentFailureException("an experiment by mSPRT needs the least effect that matters");
        var evidence = Msprt.Evidence(difference, control.Variance / control.Count + treated.Variance / treated.Count, effect * effect);
        var alpha = ExperimentJudges.Alpha(experiment, look);
        var shown = !evidence.Rejects(alpha) ? Finding.Inconclusive : difference > 0 ? Finding.Higher : Finding.Lower;
        return new(
            ExperimentJudges.OutcomeOf(shown), difference, 0,
            EvidenceJudge.Text($"'{experiment.Metric}' is {difference:+0.#####;-0.#####;0} against {ExperimentJudges.Against(experiment)}, p {evidence.PValue:0.####} at any look, to be shown above at {alpha:0.####}"));
    }
}
