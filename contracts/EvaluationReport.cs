namespace ServerlessML.Contracts;

/// <summary>Candidate and champion scored on the same frozen holdout.</summary>
public sealed record EvaluationReport
{
    public required string RunId { get; init; }
    public required long Rows { get; init; }

    /// <summary>Rows of the positive class.</summary>
    public required long Positives { get; init; }
    public required ModelScore Candidate { get; init; }
    public ModelScore? Champion { get; init; }
    public AucDifference? Difference { get; init; }
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>One a column that the pipeline declares.</summary>
    public IReadOnlyList<FairnessScore> Fairness { get; init; } = [];

    /// <summary>Of a pipeline that asks for it; null otherwise.</summary>
    public QuantizationReport? Quantization { get; init; }

    /// <summary>The <see cref="EvaluationDetail"/> in the content-addressed store; null in reports from before there was one.</summary>
    public Digest? Detail { get; init; }
}
