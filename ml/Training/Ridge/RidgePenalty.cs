namespace ServerlessML.Ml.Training.Ridge;

/// <summary>How much squared weights cost, against the sum of the rows' losses; half of each counts, as in scikit-learn, whose C is one
/// over it.</summary>
/// <param name="Weights">Of scaled numbers, categories and missing values.</param>
/// <param name="Bins">Of the numbers' bins; infinite where they are left out.</param>
internal sealed record RidgePenalty(double Weights, double Bins)
{
    /// <summary>First without bins, then with them beside the best of those.</summary>
    public static IReadOnlyList<double> OfWeights { get; } = [1, 10, 100, 0.1];

    public static IReadOnlyList<double> OfBins { get; } = [30, 3];
}
