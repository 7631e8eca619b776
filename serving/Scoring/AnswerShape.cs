using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Scoring;

/// <summary>What one version's answers are called, and how they are counted.</summary>
public sealed class AnswerShape
{
    private readonly NumberBins? _bins;

    private AnswerShape(TaskKind task, IReadOnlyList<string> classes, IReadOnlyList<double>? edges)
    {
        (Task, Classes, Edges) = (task, classes, edges);
        Names = [.. classes.Select(name => JsonEncodedText.Encode(name))];
        _bins = task == TaskKind.Regression ? new NumberBins(edges ?? []) : null;
        Bins = edges is null
            ? task == TaskKind.Regression
                ? 1
                : ArmCounts.PredictionBins
            : edges.Count + 1;
    }

    public TaskKind Task { get; }

    /// <summary>The classes in the order of the model's probabilities; empty but for labels of classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The same, as JSON has them.</summary>
    public JsonEncodedText[] Names { get; }

    /// <summary>The upper edges of all bins but the last, for <see cref="ArmCounts.PredictionEdges"/>.</summary>
    public IReadOnlyList<double>? Edges { get; }

    public int Bins { get; }

    /// <summary>The probability from which on a row is called positive; null where nobody says so.</summary>
    public double? Threshold { get; private init; }

    /// <param name="plan">The model's.</param>
    /// <param name="answers">The plan document's; null where it says nothing.</param>
    /// <param name="version">Named in messages.</param>
    /// <param name="threshold">The plan document's, for a label of two values; null for none.</param>
    /// <exception cref="PlanRejectedException">The model answers something else than the document says, or in classes that nobody
    /// names.</exception>
    public static AnswerShape Of(ScoringPlan plan, ModelAnswers? answers, int version, double? threshold = null)
    {
        if (answers is not null && answers.Task != plan.Task)
        {
            throw new PlanRejectedException(
                $"Version {version}: the model's output is '{plan.OutputName}', but the plan says that it answers a label of "
                    + $"another kind ({answers.Task})."
            );
        }

        if (plan.Task != TaskKind.MultiClass)
        {
            return new(plan.Task, [], answers?.Edges) { Threshold = plan.Task == TaskKind.Binary ? threshold : null };
        }

        var classes = answers?.Classes
            ?? plan.Classes
            ?? throw new PlanRejectedException(
                $"Version {version}: the model's {plan.Width} classes have no names: neither the plan's 'answers.classes' nor "
                    + $"the model's metadata 'classes' gives them."
            );
        return classes.Count == plan.Width
            ? new(plan.Task, classes, [.. Enumerable.Range(0, classes.Count - 1).Select(number => (double)number)])
            : throw new PlanRejectedException(
                $"Version {version}: the model gives {plan.Width} probabilities, but {classes.Count} classes are named."
            );
    }

    /// <summary>The likeliest class; the first of several.</summary>
    public static int CalledOf(ReadOnlySpan<float> probabilities)
    {
        var best = 0;
        for (var number = 1; number < probabilities.Length; number++)
        {
            best = probabilities[number] > probabilities[best] ? number : best;
        }

        return best;
    }

    /// <param name="answer">Of one row.</param>
    public int BinOf(ReadOnlySpan<float> answer) =>
        Task switch
        {
            TaskKind.MultiClass => CalledOf(answer),
            TaskKind.Regression => _bins!.Of(answer[0]),
            _ => Math.Clamp((int)(answer[0] * ArmCounts.PredictionBins), 0, ArmCounts.PredictionBins - 1),
        };

    /// <summary>How far a shadow's answer to a row is from the one given, -1 to 1, and whether both say the same.</summary>
    public (double Difference, bool Agree) Compare(ReadOnlySpan<float> answered, ReadOnlySpan<float> shadow)
    {
        if (Task == TaskKind.MultiClass)
        {
            var apart = 0.0;
            for (var number = 0; number < answered.Length; number++)
            {
                apart += Math.Abs((double)shadow[number] - answered[number]);
            }

            return (Math.Min(1, apart / 2), CalledOf(answered) == CalledOf(shadow));
        }

        var (before, now) = ((double)answered[0], (double)shadow[0]);
        if (Task == TaskKind.Regression)
        {
            var size = Math.Abs(before) + Math.Abs(now);
            var share = size == 0 ? 0 : (now - before) / size;
            return (share, Math.Abs(share) <= ShadowDifferences.NumbersAgree);
        }

        return (now - before, now >= 0.5 == before >= 0.5);
    }
}
