namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>How large a difference is, whatever its certainty.</summary>
public static class EffectSize
{
    /// <summary>Distance of the means in pooled standard deviations (Cohen 1988); null where it has no value.</summary>
    public static double? CohensD(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var freedom = first.Count + second.Count - 2;
        if (first.Count == 0 || second.Count == 0 || freedom < 1)
        {
            return null;
        }

        var pooled = (Squares(first) + Squares(second)) / freedom;
        return pooled > 0 ? Math.Abs(first.Average() - second.Average()) / Math.Sqrt(pooled) : null;
    }

    /// <summary>Second mean over the first; null where the first is zero or a sample is empty.</summary>
    public static double? MeanRatio(IReadOnlyList<double> control, IReadOnlyList<double> treated) =>
        control.Count > 0 && treated.Count > 0 && control.Average() is var below and not 0 ? treated.Average() / below : null;

    private static double Squares(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
