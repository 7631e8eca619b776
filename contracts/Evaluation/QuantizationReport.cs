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
    public double? FloatAuc { get; init; }

    /// <summary>With bytes; null where no weight was large enough.</summary>
    public Digest? Model { get; init; }
    public long? Bytes { get; init; }
    public double? Auc { get; init; }

    /// <summary>What both are measured by where it is not the AUC, and their values.</summary>
    public string? Measure { get; init; }
    public double? FloatValue { get; init; }
    public double? Value { get; init; }

    /// <summary>Milliseconds of one row alone, half of the rows below it.</summary>
    public double? FloatLatencyMs { get; init; }
    public double? LatencyMs { get; init; }
}
