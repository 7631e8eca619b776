using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>One model's quality on the holdout.</summary>
public sealed record ModelScore
{
    public required Digest Model { get; init; }

    /// <summary>Null for a candidate that has no version yet.</summary>
    public int? Version { get; init; }

    /// <summary>The values by the names of <see cref="QualityMeasure"/>; a measure that the rows give no value is absent.</summary>
    public IReadOnlyDictionary<string, MeasureScore> Measures
    {
        get;
        init => field = value ?? field;
    } = new Dictionary<string, MeasureScore>();

    public required long Bytes { get; init; }

    /// <summary>Set for a champion that cannot be scored on this batch; <see cref="Measures"/> are then empty.</summary>
    public NotScored? NotScored { get; init; }

    // The members that a label of two values had before measures were one set: read from old documents, written no more.
    [JsonInclude]
    private double? Auc
    {
        init => Measures = Measures.With(QualityMeasure.Auc, value);
    }

    [JsonInclude]
    private double? AucLow
    {
        init => Measures = Measures.With(QualityMeasure.Auc, low: value);
    }

    [JsonInclude]
    private double? AucHigh
    {
        init => Measures = Measures.With(QualityMeasure.Auc, high: value);
    }

    [JsonInclude]
    private double? LogLoss
    {
        init => Measures = Measures.With(QualityMeasure.LogLoss, value);
    }

    [JsonInclude]
    private double? Brier
    {
        init => Measures = Measures.With(QualityMeasure.Brier, value);
    }

    [JsonInclude]
    private double? Accuracy
    {
        init => Measures = Measures.With(QualityMeasure.Accuracy, value);
    }

    [JsonInclude]
    private double? CalibrationError
    {
        init => Measures = Measures.With(QualityMeasure.CalibrationError, value);
    }

    /// <summary>The value of a measure; null where the rows give it none.</summary>
    public double? ValueOf(string measure) => Measures.GetValueOrDefault(measure)?.Value;
}

/// <summary>A measure of one model on the holdout.</summary>
/// <param name="Value">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, made as <see cref="QualityMeasure.Interval"/> says; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record MeasureScore(double Value, double? Low = null, double? High = null);

/// <summary>Why the champion has no figures on the candidate's rows, with the last that it has.</summary>
/// <param name="Reason">A sentence without its full stop.</param>
/// <param name="Last">Its measures on the batch that it was approved with; empty where they are not kept.</param>
public sealed record NotScored(string Reason, IReadOnlyDictionary<string, MeasureScore> Last);
