using System.Globalization;

namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>The methods by name, and what they share.</summary>
internal static class ExperimentJudges
{
    public static IExperimentJudge Of(ExperimentPolicy experiment) =>
        experiment.Method switch
        {
            JudgeMethod.Msprt => new MixtureJudge(),
            JudgeMethod.GroupSequential => new DesignJudge(),
            JudgeMethod.Canary => new ScoreJudge(),
            _ => new SequenceJudge(),
        };

    public static double Alpha(ExperimentPolicy experiment, LookBasis look) => experiment.Alpha / Math.Max(1, look.Steps);

    /// <summary>The control with the loss that is tolerated taken off, so that its being equal is what a test refutes.</summary>
    public static Sample Tolerated(Sample control, double? margin) =>
        margin is not { } loss || loss == 0
            ? control
            : new(control.Count, (1 - loss) * control.Mean, (1 - loss) * (1 - loss) * control.Variance);

    public static LookOutcome OutcomeOf(ShownDirection finding) =>
        finding switch
        {
            ShownDirection.Higher => LookOutcome.Success,
            ShownDirection.Lower => LookOutcome.Failure,
            _ => LookOutcome.Inconclusive,
        };

    /// <summary>The champion's value in words, less the margin where there is one.</summary>
    public static string Against(ExperimentPolicy experiment) =>
        experiment.Margin is { } margin and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"the champion's less {margin:P2}")
            : "the champion's";
}
