using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Ml.Training;

/// <summary>Tells a training that went astray from one that learnt: a model that is worse, of the very rows that it learnt from, than one
/// that knows nothing.</summary>
internal static class Divergence
{
    /// <summary>More rows would say no more.</summary>
    public const int MostRows = 20_000;

    /// <summary>Standard errors that the loss must lie above the other.</summary>
    private const double Beyond = 3;

    /// <param name="answers">What the model says, row by row.</param>
    /// <param name="rows">The rows, of those that it learnt from.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="options">Those of the training.</param>
    /// <exception cref="TrainingException">The model is worse than one that always answers the same.</exception>
    public static void Check(float[] answers, int[] rows, TrainingRows targets, TrainingOptions options)
    {
        var measure = targets.Head.Task == TaskKind.Regression ? QualityMeasure.Rmse : QualityMeasure.LogLoss;
        var labelled = new LabelledAnswers(
            targets.Head.Task,
            targets.Target.Classes,
            [.. rows.Select(row => targets.Values[row])],
            answers
        );
        var here = labelled.Parts(measure);
        var there = (labelled with { Given = [.. rows.SelectMany(_ => targets.Base)] }).Parts(measure);
        double mine = 0,
            others = 0,
            squares = 0,
            whole = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = targets.WeightOf(rows[i]);
            mine += weight * here[i];
            others += weight * there[i];
            whole += weight;
            squares += weight * weight * (here[i] - there[i]) * (here[i] - there[i]);
        }

        var sum = mine - others;
        var error = Math.Sqrt(Math.Max(0, squares - (sum * sum / rows.Length)));
        // A hundredth more than the base rate's loss is what rounding and weight decay may cost a model that finds nothing.
        if (!(sum <= Beyond * error || mine <= 1.01 * others))
        {
            throw new TrainingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Training diverged: the model's loss on its training rows is {mine / whole:0.####}, worse than "
                        + $"the {others / whole:0.####} of always answering the same. {Advice(options)}"
                )
            );
        }
    }

    public static TrainingException AtStep(string where, double loss, TrainingOptions options) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Training diverged at {where}: the loss is {loss}. {Advice(options)}"));

    private static string Advice(TrainingOptions options)
    {
        var rest = options.Given.Contains("learning-rate") ? ", or leaving learning-rate out, which takes the default" : "";
        return string.Create(CultureInfo.InvariantCulture, $"A lower learning-rate than {options.LearningRate} may help{rest}.");
    }
}
