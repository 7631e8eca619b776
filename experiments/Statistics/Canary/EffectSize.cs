namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>How large a difference is, whatever its certainty.</summary>
public static class EffectSize
{
    /// <summary>Second mean over the first; null where the first is zero or a sample is empty.</summary>
    public static double? MeanRatio(IReadOnlyList<double> control, IReadOnlyList<double> treated) =>
        control.Count > 0 && treated.Count > 0 && control.Average() is var below and not 0 ? treated.Average() / below : null;
}
