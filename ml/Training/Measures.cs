using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Ml.Training;

/// <summary>How good answers for the validation rows are.</summary>
internal sealed class Measures
{
    private readonly Target _target;
    private readonly float[] _values;
    private readonly bool[] _labels;

    public Measures(Target target, int[] rows)
    {
        this._target = target;
        _values = [.. rows.Select(row => target.Values[row])];
        _labels = target.Task == TaskKind.Binary ? Array.ConvertAll(_values, value => value == 1) : [];
    }

    /// <summary>Whether the rows can say anything.</summary>
    public bool Possible => _target.Task == TaskKind.Binary ? _labels.Contains(true) && _labels.Contains(false) : _values.Length > 1;

    /// <summary>What decides which epoch is best, higher is better: area under the ROC curve, or less the log loss, or less the root of the mean squared error.</summary>
    public double Score(float[] answers) => _target.Task switch
    {
        TaskKind.Binary => DeLong.Auc(answers, _labels),
        TaskKind.MultiClass => -MultiClassQuality.LogLossOf(answers, _values, _target.Classes.Count),
        _ => -RegressionQuality.Of(answers, _values).Rmse,
    };

    public IReadOnlyDictionary<string, double> All(float[] answers)
    {
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        switch (_target.Task)
        {
            case TaskKind.Binary:
                var binary = Quality.Of(answers, _labels);
                (all["auc"], all["log-loss"], all["accuracy"]) = (binary.Auc.Auc, binary.LogLoss, binary.Accuracy);
                break;
            case TaskKind.MultiClass:
                var classes = MultiClassQuality.Of(answers, _values, _target.Classes.Count);
                (all["macro-auc"], all["log-loss"], all["accuracy"]) = (classes.MacroAuc ?? double.NaN, classes.LogLoss, classes.Accuracy);
                break;
            default:
                var numbers = RegressionQuality.Of(answers, _values);
                (all["rmse"], all["mae"], all["r2"]) = (numbers.Rmse, numbers.Mae, numbers.R2);
                break;
        }

        return all;
    }
}
