namespace ServerlessML.Contracts;

/// <summary>Predictions less what came, in the label's units.</summary>
public sealed record ResidualDetail
{
    /// <summary>At 1, 5, 25, 50, 75, 95 and 99 %.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    /// <summary>Twenty bins of as many rows each, by prediction.</summary>
    public required IReadOnlyList<PredictedBin> Bins { get; init; }

    /// <summary>Some of the rows, evenly by their order in the holdout.</summary>
    public required IReadOnlyList<PredictedPoint> Points { get; init; }
}
