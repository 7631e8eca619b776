using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Functions.Evaluation;

/// <summary>
/// The threshold that the pipeline asks for, chosen on the rows that measured the training, of which the models that answer had learnt
/// nothing.
/// </summary>
internal static class CandidateThreshold
{
    /// <summary>Null for one half, and for labels that are not of two values.</summary>
    /// <param name="definition">The pipeline's.</param>
    /// <param name="validation">What the training says of the rows that measured it; null where it says nothing.</param>
    /// <param name="answers">Of the candidate, to training rows; asked only where a goal is sought without the training's own.</param>
    public static DecisionThreshold? Of(PipelineDefinition definition, ValidationAnswers? validation, Func<LabelledAnswers> answers)
    {
        var settings = definition.Evaluation;
        if (settings.Threshold is not { } goal)
        {
            return null;
        }

        if (goal.Value is { } given)
        {
            return new(given, "given by the pipeline", 0);
        }

        var label = definition.Data.Label;
        var known = validation is null
            ? answers()
            : new LabelledAnswers(
                label.Task,
                label.Values,
                [.. validation.Labels.Select(came => (float)came)],
                [.. validation.Probabilities]
            );
        known = known with { Costs = settings.Costs ?? new() };
        var words = Words(goal);
        return ThresholdChoice.Of(known, goal) is { } chosen
            ? new(chosen, words, known.Rows) { InSample = validation is null }
            : new(0.5, $"one half, as no threshold has {words}", known.Rows) { InSample = validation is null };
    }

    private static string Words(ThresholdSettings goal) =>
        goal.Goal switch
        {
            ThresholdGoal.Accuracy => "the most rows called right",
            ThresholdGoal.Cost => "the least cost of errors",
            ThresholdGoal.Recall => string.Create(CultureInfo.InvariantCulture, $"a recall of at least {goal.AtLeast:0.####}"),
            ThresholdGoal.Precision => string.Create(CultureInfo.InvariantCulture, $"a precision of at least {goal.AtLeast:0.####}"),
            _ => "the largest F1",
        };
}
