namespace ServerlessML.Contracts;

/// <summary>One model's curves and intervals on the holdout.</summary>
public sealed record ModelDetail
{
    /// <summary>BCa bootstrap over rows; null where there is none.</summary>
    public MeasuredInterval? LogLoss { get; init; }
    public MeasuredInterval? Brier { get; init; }
    public MeasuredInterval? Accuracy { get; init; }
    public double? AveragePrecision { get; init; }

    /// <summary>False positive rate and true positive rate, from (0,0) to (1,1).</summary>
    public IReadOnlyList<CurvePoint> Roc { get; init; } = [];

    /// <summary>Recall and precision.</summary>
    public IReadOnlyList<CurvePoint> Precision { get; init; } = [];

    /// <summary>Ten bins of equal width, those without rows left out; of classes, of the likeliest one.</summary>
    public IReadOnlyList<CalibrationPoint> Calibration { get; init; } = [];

    /// <summary>In the label's order; null for other labels.</summary>
    public IReadOnlyList<ClassScore>? Classes { get; init; }

    /// <summary>Of a label that is a number.</summary>
    public ResidualDetail? Residuals { get; init; }

    /// <summary>Milliseconds to score one row alone on the machine that evaluated, one thread.</summary>
    public required double LatencyP50Ms { get; init; }
    public required double LatencyP99Ms { get; init; }
}
