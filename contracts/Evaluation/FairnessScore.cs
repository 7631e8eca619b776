namespace ServerlessML.Contracts;

/// <summary>How unlike a column's groups are treated by the candidate. A measure is null where fewer than two groups have the rows that it needs.</summary>
public sealed record FairnessScore
{
    public required string Column { get; init; }

    /// <summary>Highest less lowest share of rows called positive (demographic parity).</summary>
    public MeasuredInterval? ParityDifference { get; init; }

    /// <summary>Lowest over highest of those shares; 1 is alike.</summary>
    public MeasuredInterval? ParityRatio { get; init; }

    /// <summary>The larger of the differences in true and in false positive rate (equalized odds).</summary>
    public MeasuredInterval? OddsDifference { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Left out: too few rows.</summary>
    public IReadOnlyList<string> TooSmall { get; init; } = [];
}
