namespace ServerlessML.Contracts;

/// <summary>A declared group column, and how unlike its groups may be treated. A limit is broken where the whole interval lies above it.</summary>
public sealed record FairnessLimit
{
    /// <summary>A category column.</summary>
    public required string Column { get; init; }

    /// <summary>Of the highest less the lowest share of rows called positive, 0 to 1; null only reports.</summary>
    public double? MaxParityDifference { get; init; }

    /// <summary>Of the larger difference in true and in false positive rate, 0 to 1; null only reports.</summary>
    public double? MaxOddsDifference { get; init; }
}
