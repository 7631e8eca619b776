namespace ServerlessML.Ml.Training;

/// <summary>
/// Moves a network's last biases so that over the rows that it learnt from it says as much as came: the mean of a number, the share of each
/// class. A fit of logistic regression ends there by itself; steps of batches end near it, and on few rows not near enough.
/// </summary>
internal static class Centring
{
    /// <summary>More rows would say no more.</summary>
    private const int MostRows = 5_000;

    private const int Passes = 4;

    /// <param name="scorer">The network's forward pass.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="training">Those that it learnt from.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="parameters">The network's; they stay as they are.</param>
    /// <returns>The parameters with other biases.</returns>
    public static float[] Of(Scorer scorer, EncodedRows rows, ReadOnlySpan<int> training, TrainingRows targets, float[] parameters)
    {
        float[] centred = [.. parameters];
        var head = targets.Head;
        var chosen = training[..Math.Min(MostRows, training.Length)];
        var (came, whole) = (new double[head.Outputs], 0.0);
        foreach (var row in chosen)
        {
            var weight = targets.WeightOf(row);
            whole += weight;
            came[head.Task == TaskKind.MultiClass ? (int)targets.Values[row] : 0] +=
                weight * (head.Task == TaskKind.MultiClass ? 1 : targets.Values[row]);
        }

        for (var pass = 0; pass < Passes; pass++)
        {
            var answers = scorer.Score(rows, chosen, centred);
            var said = new double[head.Outputs];
            for (var i = 0; i < answers.Length; i++)
            {
                said[i % head.Outputs] += targets.WeightOf(chosen[i / head.Outputs]) * answers[i];
            }

            for (var output = 0; output < head.Outputs; output++)
            {
                var move = Move(head, came[output] / whole, said[output] / whole);
                centred[centred.Length - head.Outputs + output] += (float)(double.IsFinite(move) ? move : 0);
            }
        }

        return centred;
    }

    private static double Move(Head head, double came, double said) =>
        head.Task switch
        {
            TaskKind.Binary => Math.Log(came / (1 - came)) - Math.Log(said / (1 - said)),
            TaskKind.MultiClass => Math.Log(came / said),
            _ => (came - said) / head.Deviation,
        };
}
