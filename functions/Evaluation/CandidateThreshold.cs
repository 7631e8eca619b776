using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Functions.Evaluation;

/// <summary>The threshold that the pipeline asks for, chosen on training rows that trainings keep back.</summary>
internal static class CandidateThreshold
{
    /// <summary>Null for one half, and for labels that are not of two values.</summary>
    /// <param name="settings">The pipeline's.</param>
    /// <param name="answers">Of the candidate, to rows that it is not judged by; asked only where a goal is sought.</param>
    public static DecisionThreshold? Of(EvaluationSettings settings, Func<LabelledAnswers> answers)
    {
        if (settings.Threshold is not { } goal)
        {
            return null;
        }

        if (goal.Value is { } given)
        {
            return new(given, "given by the pipeline", 0);
        }

        var known = answers() with { Costs = settings.Costs ?? new() };
        var words = Words(goal);
        return ThresholdChoice.Of(known, goal) is { } chosen
            ? new(chosen, words, known.Rows)
            : new(0.5, $"one half, as no threshold has {words}", known.Rows);
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
