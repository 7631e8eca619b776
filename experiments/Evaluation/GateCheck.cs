namespace ServerlessML.Experiments.Evaluation;

/// <summary>An estimate that is to lie between two values.</summary>
internal sealed record GateCheck
{
    public required string Name { get; init; }

    /// <summary>What was estimated, as the subject of a sentence.</summary>
    public required string What { get; init; }

    /// <summary>The number in the pipeline; of a measure with an aim, how far off it may be.</summary>
    public required double Limit { get; init; }
    public double Least { get; init; } = double.NegativeInfinity;
    public double Most { get; init; } = double.PositiveInfinity;
    public double? Value { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }

    /// <summary>Rows of which it is; null for all that were held out.</summary>
    public long? Rows { get; init; }

    /// <summary>Why there is no value, where there is none.</summary>
    public string Why { get; init; } = "the held-out rows give it none";
    public required string Format { get; init; }
}
