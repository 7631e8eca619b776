namespace ServerlessML.Contracts;

/// <summary>One class on the holdout. A measure is null where no row gives it a value.</summary>
public sealed record ClassScore
{
    public required string Class { get; init; }

    /// <summary>Of the class.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows by the likeliest class, in the order of the label's values.</summary>
    public required IReadOnlyList<long> Called { get; init; }
    public double? Recall { get; init; }
    public double? Precision { get; init; }
    public double? F1 { get; init; }

    /// <summary>Against the rest.</summary>
    public double? Auc { get; init; }
}
