namespace ServerlessML.Contracts;

/// <summary>One model's quality on the holdout.</summary>
public sealed record ModelScore
{
    public required Digest Model { get; init; }

    /// <summary>Null for a candidate that has no version yet.</summary>
    public int? Version { get; init; }
    public required double Auc { get; init; }

    /// <summary>95 % interval, DeLong.</summary>
    public required double AucLow { get; init; }
    public required double AucHigh { get; init; }
    public required double LogLoss { get; init; }
    public required double Brier { get; init; }

    /// <summary>At a threshold of one half.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Expected calibration error over ten equal-width bins.</summary>
    public required double CalibrationError { get; init; }
    public required long Bytes { get; init; }
}
