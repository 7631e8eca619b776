using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Ml.Training;

/// <summary>How good answers for the validation rows are. In measures that are means of rows, rows count what they weigh.</summary>
internal sealed class Measures(Target target, int[] rows)
{
    // A proper score decides which epoch is best: one by the AUC may rank well and be far from any probability.
    private readonly QualityMeasure _first = QualityMeasure.Named(
        target.Task == TaskKind.Regression ? QualityMeasure.Rmse : QualityMeasure.LogLoss
    );
    private readonly double[]? _weights = target.Weights is { } weights ? [.. rows.Select(row => (double)weights[row])] : null;
    private readonly LabelledAnswers _none = new(target.Task, target.Classes, [.. rows.Select(row => target.Values[row])], []);

    /// <summary>Whether the rows can say anything.</summary>
    public bool Possible => target.Task == TaskKind.Binary ? _none.Varies : _none.Rows > 1;

    /// <summary>What decides which epoch is best, higher is better: less the log loss, or less the root of the mean squared
    /// error.</summary>
    public double Score(float[] answers) => _first.Gain(ValueOf(_first.Name, answers) ?? double.NaN);

    /// <summary>The area under the ROC curve; null unless the target is binary.</summary>
    public double? Auc(float[] answers) =>
        target.Task == TaskKind.Binary ? (_none with { Given = answers }).ValueOf(QualityMeasure.Auc) : null;

    /// <summary>What a search may rank by; measures that the rows give no value are left out.</summary>
    public IReadOnlyDictionary<string, double> All(float[] answers)
    {
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in QualityMeasure.Ranking(target.Task))
        {
            if (ValueOf(name, answers) is { } value)
            {
                all[name] = value;
            }
        }

        return all;
    }

    private static bool IsMean(string measure) =>
        measure is QualityMeasure.LogLoss or QualityMeasure.Brier or QualityMeasure.Accuracy or QualityMeasure.Rmse or QualityMeasure.Mae;

    private double? ValueOf(string measure, float[] answers)
    {
        var given = _none with { Given = answers };
        if (_weights is null || !(_weights.Sum() > 0) || !IsMean(measure))
        {
            return given.ValueOf(measure);
        }

        var mean = given.Parts(measure).Zip(_weights, (part, weight) => part * weight).Sum() / _weights.Sum();
        return measure == QualityMeasure.Rmse ? Math.Sqrt(mean) : mean;
    }
}
