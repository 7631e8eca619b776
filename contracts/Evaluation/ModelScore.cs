namespace ServerlessML.Contracts.Evaluation;

/// <summary>One model's quality on the holdout.</summary>
public sealed record ModelScore
{
    public required Digest Model { get; init; }

    /// <summary>Null for a candidate that has no version yet.</summary>
    public int? Version { get; init; }

    /// <summary>The scores by the names of <see cref="TaskMeasure"/>, for a label of classes or a number; null for a label of two values, which has those below.</summary>
    public IReadOnlyDictionary<string, MeasureScore>? Measures { get; init; }

    public double? Auc { get; init; }

    /// <summary>95 % interval, DeLong.</summary>
    public double? AucLow { get; init; }
    public double? AucHigh { get; init; }
    public double? LogLoss { get; init; }
    public double? Brier { get; init; }

    /// <summary>At a threshold of one half.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Expected calibration error over ten equal-width bins.</summary>
    public double? CalibrationError { get; init; }
    public required long Bytes { get; init; }
}

/// <summary>A measure of one model on the holdout.</summary>
/// <param name="Value">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, BCa bootstrap over rows; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record MeasureScore(double Value, double? Low = null, double? High = null);
