namespace ServerlessML.Ml.Statistics;

/// <summary>
/// How unlike groups are treated. Null where fewer than two groups have the rows that the figure needs: then nothing is said.
/// </summary>
public sealed record FairnessReport
{
    /// <summary>Highest less lowest share of rows called positive.</summary>
    public Interval? DemographicParityDifference { get; init; }

    /// <summary>Lowest over highest of those shares; 1 is alike.</summary>
    public Interval? DemographicParityRatio { get; init; }

    /// <summary>The larger of the differences in true positive and in false positive rate.</summary>
    public Interval? EqualizedOddsDifference { get; init; }

    /// <summary>Highest less lowest share of negatives called positive.</summary>
    public Interval? FalsePositiveDifference { get; init; }

    /// <summary>Highest less lowest share of positives called negative (equal opportunity; Hardt, Price and Srebro 2016).</summary>
    public Interval? FalseNegativeDifference { get; init; }

    /// <summary>Highest less lowest share of rows called positive that are (predictive parity; Chouldechova 2017).</summary>
    public Interval? PrecisionDifference { get; init; }

    /// <summary>Compared, in the order given.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Left out: too few rows.</summary>
    public required IReadOnlyList<string> TooSmall { get; init; }
}
