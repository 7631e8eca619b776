namespace ServerlessML.Contracts;

/// <summary>Candidate and champion scored on the same frozen holdout.</summary>
public sealed record EvaluationReport
{
    public required string RunId { get; init; }
    public required long Rows { get; init; }

    /// <summary>Rows of the positive class; null where there is none.</summary>
    public long? Positives { get; init; }

    /// <summary>Null for a label of two values.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>What candidate and champion are compared by (<see cref="TaskMeasure"/>); null for a label of two values, where it is the AUC.</summary>
    public string? Measure { get; init; }

    /// <summary>Rows by class, in the label's order; null for other labels.</summary>
    public IReadOnlyList<long>? ClassRows { get; init; }
    public required ModelScore Candidate { get; init; }
    public ModelScore? Champion { get; init; }
    public AucDifference? Difference { get; init; }

    /// <summary>By measure; null without a champion, and for a label of two values.</summary>
    public IReadOnlyDictionary<string, MeasureDifference>? Differences { get; init; }

    /// <summary>How the candidate's answers are counted, once it serves; null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>One a column that the pipeline declares.</summary>
    public IReadOnlyList<FairnessScore> Fairness { get; init; } = [];

    /// <summary>Of a pipeline that asks for it; null otherwise.</summary>
    public QuantizationReport? Quantization { get; init; }

    /// <summary>The <see cref="EvaluationDetail"/> in the content-addressed store; null in reports from before there was one.</summary>
    public Digest? Detail { get; init; }

    /// <summary>What a model is compared by, where that is not the AUC.</summary>
    public MeasureScore? PrimaryOf(ModelScore score) => Measure is null ? null : score.Measures?.GetValueOrDefault(Measure);
}
