namespace ServerlessML.Contracts.Serving;

/// <summary>A version of a pipeline's model: numbered when it was approved, never changed.</summary>
public sealed record ModelVersion
{
    public required string Pipeline { get; init; }
    public required int Version { get; init; }
    public required Digest Model { get; init; }
    public required string RunId { get; init; }
    public required Digest Evidence { get; init; }
    public required Digest Dataset { get; init; }

    /// <summary>The training data's <see cref="DatasetProfile"/>: the baseline of drift while this version is champion.</summary>
    public required Digest Profile { get; init; }
    public double? Auc { get; init; }

    /// <summary>What it was compared by where that is not the AUC, with its value on the holdout.</summary>
    public string? Measure { get; init; }
    public double? Value { get; init; }

    /// <summary>Null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
