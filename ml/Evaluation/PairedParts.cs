using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Two models on the same rows, in a measure that each row has a part of its own in: first less second, by the rows' differences (large
/// samples).
/// </summary>
public static class PairedParts
{
    /// <param name="measure">One that <see cref="MeasureMethod.PairedRows"/> tests.</param>
    /// <param name="first">As <see cref="LabelledAnswers.Parts"/> gives them.</param>
    /// <param name="second">Of the other model.</param>
    public static MeasureDifference Compare(string measure, double[] first, double[] second)
    {
        var (one, other) = (ValueOf(measure, first), ValueOf(measure, second));
        // Of a root, by the delta method: the root's slope at each model's own mean.
        var (slope, otherSlope) = (SlopeOf(measure, one), SlopeOf(measure, other));
        double[] influence = [.. first.Zip(second, (a, b) => (slope * a) - (otherSlope * b))];
        var mean = influence.Average();
        var variance = influence.Length > 1 ? influence.Sum(value => (value - mean) * (value - mean)) / (influence.Length - 1) : 0;
        var (difference, error) = (one - other, Math.Sqrt(variance / influence.Length));
        return new(
            difference,
            difference - (Normal.Z95 * error),
            difference + (Normal.Z95 * error),
            error > 0 ? Normal.TwoSided(difference / error)
                : difference == 0 ? 1
                : 0
        );
    }

    public static double ValueOf(string measure, double[] parts) =>
        measure == QualityMeasure.Rmse ? Math.Sqrt(parts.Average()) : parts.Average();

    private static double SlopeOf(string measure, double value) =>
        measure == QualityMeasure.Rmse
            ? value > 0
                ? 0.5 / value
                : 0
            : 1;
}
