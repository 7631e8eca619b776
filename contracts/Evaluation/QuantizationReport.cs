using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>The candidate with its weights as bytes, beside the one that was trained.</summary>
public sealed record QuantizationReport
{
    /// <summary>Whether the gate accepts it, so that it is the candidate from here on.</summary>
    public required bool Kept { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The model as it was trained, in floating point.</summary>
    public required Digest Floats { get; init; }
    public required long FloatBytes { get; init; }

    /// <summary>The model with its weights as bytes; null where no weight was large enough.</summary>
    public Digest? Model { get; init; }
    public long? Bytes { get; init; }

    /// <summary>What both are measured by (<see cref="EvaluationReport.Measure"/>), and their values.</summary>
    public string Measure
    {
        get;
        init => field = value ?? field;
    } = QualityMeasure.Auc;
    public double? FloatValue
    {
        get => field ?? FloatAuc;
        init;
    }
    public double? Value
    {
        get => field ?? Auc;
        init;
    }

    /// <summary>Milliseconds of one row alone, half of the rows below it.</summary>
    public double? FloatLatencyMs { get; init; }
    public double? LatencyMs { get; init; }

    // The members that a label of two values had before measures were one set: read from old documents, written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? FloatAuc { get; init; }

    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? Auc { get; init; }
}
