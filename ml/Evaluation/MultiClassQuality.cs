namespace ServerlessML.Ml.Evaluation;

/// <summary>The quality of probabilities for three classes or more.</summary>
public sealed record MultiClassQuality
{
    private const double Edge = 1e-7;

    public required int Rows { get; init; }

    /// <summary>Mean negative log likelihood, natural; probabilities are kept 1e-7 away from 0.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Share of rows whose likeliest class is right.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean area under the ROC curve of each class against the rest, over the classes that some rows have and some lack; null without any.</summary>
    public required double? MacroAuc { get; init; }

    /// <param name="probabilities">Row by row, one a class.</param>
    /// <param name="values">Which class each row has.</param>
    /// <param name="classes">How many there are.</param>
    public static MultiClassQuality Of(float[] probabilities, float[] values, int classes)
    {
        var right = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var mine = probabilities.AsSpan(row * classes, classes);
            right += Likeliest(mine) == (int)values[row] ? 1 : 0;
        }

        return new()
        {
            Rows = values.Length,
            LogLoss = LogLossOf(probabilities, values, classes),
            Accuracy = (double)right / values.Length,
            MacroAuc = MacroAucOf(probabilities, values, classes),
        };
    }

    public static double LogLossOf(float[] probabilities, float[] values, int classes)
    {
        var loss = 0.0;
        for (var row = 0; row < values.Length; row++)
        {
            loss -= Math.Log(Math.Max(Edge, probabilities[row * classes + (int)values[row]]));
        }

        return loss / values.Length;
    }

    private static int Likeliest(ReadOnlySpan<float> probabilities)
    {
        var best = 0;
        for (var c = 1; c < probabilities.Length; c++)
        {
            best = probabilities[c] > probabilities[best] ? c : best;
        }

        return best;
    }

    private static double? MacroAucOf(float[] probabilities, float[] values, int classes)
    {
        List<double> aucs = [];
        for (var c = 0; c < classes; c++)
        {
            var labels = Array.ConvertAll(values, value => (int)value == c);
            if (labels.Contains(true) && labels.Contains(false))
            {
                float[] scores = [.. Enumerable.Range(0, values.Length).Select(row => probabilities[row * classes + c])];
                aucs.Add(DeLong.Auc(scores, labels));
            }
        }

        return aucs.Count == 0 ? null : aucs.Average();
    }
}
