namespace ServerlessML.Ml.Statistics;

/// <summary>One column's drift.</summary>
/// <param name="Column">The column.</param>
/// <param name="Measure">Chosen by type and size.</param>
/// <param name="Value">A p-value, or a distance; of a test, not yet corrected for the number of columns.</param>
/// <param name="Alarm">A corrected p-value below .05, or a distance of .1 or more.</param>
public sealed record DriftFinding(string Column, DriftMeasure Measure, double Value, bool Alarm)
{
    /// <summary>How far it has moved, whatever tells: Wasserstein's distance of numbers, Jensen and Shannon's of others.</summary>
    public double Effect { get; init; }

    public DriftMeasure EffectMeasure { get; init; }

    /// <summary>The p-value corrected for the number of columns; null where a distance tells.</summary>
    public double? PValue { get; init; }
}
