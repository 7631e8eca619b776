namespace ServerlessML.Ml.Statistics;

/// <summary>How a column's drift was measured.</summary>
public enum DriftMeasure
{
    KolmogorovSmirnov,
    ChiSquare,
    Proportions,

    /// <summary>Earth mover's distance in standard deviations of the reference.</summary>
    Wasserstein,

    /// <summary>Base 2.</summary>
    JensenShannon,
}
