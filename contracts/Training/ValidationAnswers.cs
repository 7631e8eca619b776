namespace ServerlessML.Contracts.Training;

/// <summary>
/// The runner's <c>validation.json</c>: what a training says of rows that the model which says it did not learn from, for labels of two
/// values. The evaluation chooses a threshold on them.
/// </summary>
/// <param name="Labels">0 or 1, one a row.</param>
/// <param name="Probabilities">0 to 1, one a row.</param>
public sealed record ValidationAnswers(IReadOnlyList<int> Labels, IReadOnlyList<float> Probabilities)
{
    /// <summary>More rows would choose no other threshold.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>What is wrong with them, a sentence; null for nothing.</summary>
    public string? Fault()
    {
        if (Labels is null || Probabilities is null || Labels.Count != Probabilities.Count || Labels.Count is 0 or > MostRows)
        {
            return $"'labels' and 'probabilities' must be lists of one length, from 1 to {MostRows} rows.";
        }

        for (var row = 0; row < Labels.Count; row++)
        {
            if (Labels[row] is not (0 or 1))
            {
                return $"Row {row} of 'labels' is {Labels[row]}; it must be 0 or 1.";
            }

            if (Probabilities[row] is not (>= 0 and <= 1))
            {
                return $"Row {row} of 'probabilities' is {Probabilities[row]:R}; it must be a number from 0 to 1.";
            }
        }

        return null;
    }
}
