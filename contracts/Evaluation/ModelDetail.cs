using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>One model's curves and intervals on the holdout.</summary>
public sealed record ModelDetail
{
    /// <summary>False positive rate and true positive rate, from (0,0) to (1,1); only a label of two values has them.</summary>
    public IReadOnlyList<CurvePoint> Roc { get; init; } = [];

    /// <summary>Recall and precision; only a label of two values has them.</summary>
    public IReadOnlyList<CurvePoint> Precision { get; init; } = [];

    /// <summary>Ten bins of equal width, those without rows left out; of classes, of the likeliest one.</summary>
    public IReadOnlyList<CalibrationPoint> Calibration { get; init; } = [];

    /// <summary>The classes in the label's order; null for other labels.</summary>
    public IReadOnlyList<ClassScore>? Classes { get; init; }

    /// <summary>The distribution of residuals; null unless the label is a number.</summary>
    public ResidualDetail? Residuals { get; init; }

    /// <summary>Milliseconds to score one row alone on the machine that evaluated, one thread.</summary>
    public required double LatencyP50Ms { get; init; }
    public required double LatencyP99Ms { get; init; }

    // The measures that old documents have here; now all are the report's (EvaluationReport.With).
    [JsonInclude]
    private MeasuredInterval? LogLoss
    {
        init => OldMeasures = OldMeasures.With(QualityMeasure.LogLoss, value);
    }

    [JsonInclude]
    private MeasuredInterval? Brier
    {
        init => OldMeasures = OldMeasures.With(QualityMeasure.Brier, value);
    }

    [JsonInclude]
    private MeasuredInterval? Accuracy
    {
        init => OldMeasures = OldMeasures.With(QualityMeasure.Accuracy, value);
    }

    [JsonInclude]
    private double? AveragePrecision
    {
        init => OldMeasures = OldMeasures.With(QualityMeasure.AveragePrecision, value);
    }

    internal IReadOnlyDictionary<string, MeasureScore> OldMeasures { get; private init; } = new Dictionary<string, MeasureScore>();
}

/// <summary>A point of a curve, both 0 to 1.</summary>
public sealed record CurvePoint(double X, double Y);

/// <summary>What was said and what came, of the rows of one bin.</summary>
public sealed record CalibrationPoint(long Rows, double MeanProbability, double PositiveShare);

/// <summary>One class on the holdout. A measure is null where no row gives it a value.</summary>
public sealed record ClassScore
{
    public required string Class { get; init; }

    /// <summary>The number of holdout rows of the class.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows by the likeliest class, in the order of the label's values.</summary>
    public required IReadOnlyList<long> Called { get; init; }
    public double? Recall { get; init; }
    public double? Precision { get; init; }
    public double? F1 { get; init; }

    /// <summary>Against the rest.</summary>
    public double? Auc { get; init; }
}

/// <summary>Predictions less what came, in the label's units.</summary>
public sealed record ResidualDetail
{
    /// <summary>The quantiles at 1, 5, 25, 50, 75, 95 and 99 %.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    /// <summary>Twenty bins of as many rows each, by prediction.</summary>
    public required IReadOnlyList<PredictedBin> Bins { get; init; }

    /// <summary>Some of the rows, evenly by their order in the holdout.</summary>
    public required IReadOnlyList<PredictedPoint> Points { get; init; }
}

/// <summary>One row.</summary>
public sealed record PredictedPoint(double Predicted, double Actual);

/// <summary>Rows whose predictions are neighbours: the mean prediction, and what came: the mean, and the 5 and 95 % quantiles.</summary>
public sealed record PredictedBin(long Rows, double Predicted, double Actual, double Low, double High);
