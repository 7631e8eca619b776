using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts.Evaluation;

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

    /// <summary>The candidate's difference to the champion by measure; null without a champion, and for a label of two values.</summary>
    public IReadOnlyDictionary<string, MeasureDifference>? Differences { get; init; }

    /// <summary>How the candidate's answers are counted, once it serves; null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>One a column that the pipeline declares.</summary>
    public IReadOnlyList<FairnessScore> Fairness { get; init; } = [];

    /// <summary>The comparison with the quantized model; null where the pipeline does not ask for one.</summary>
    public QuantizationReport? Quantization { get; init; }

    /// <summary>The <see cref="EvaluationDetail"/> in the content-addressed store; null in reports from before there was one.</summary>
    public Digest? Detail { get; init; }

    /// <summary>What a model is compared by, where that is not the AUC.</summary>
    public MeasureScore? PrimaryOf(ModelScore score) => Measure is null ? null : score.Measures?.GetValueOrDefault(Measure);
}

/// <summary>Candidate less champion on the same rows (paired DeLong test, or paired rows where it is of another measure).</summary>
public sealed record AucDifference
{
    public required double Difference { get; init; }

    /// <summary>95 % interval.</summary>
    public required double Low { get; init; }
    public required double High { get; init; }

    /// <summary>Two-sided.</summary>
    public required double PValue { get; init; }
}

/// <summary>Candidate less champion in one measure, on the same rows.</summary>
/// <param name="Difference">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, BCa bootstrap over rows; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of no difference, by the paired rows; null for measures that no row has a part of its own in.</param>
public sealed record MeasureDifference(double Difference, double? Low = null, double? High = null, double? PValue = null);

/// <summary>Candidate and champion on the rows where a column has one value.</summary>
public sealed record SliceScore
{
    public required string Column { get; init; }
    public required string Value { get; init; }
    public required long Rows { get; init; }
    public double? CandidateAuc { get; init; }
    public double? ChampionAuc { get; init; }

    /// <summary>What the slice is measured by, and both models' values (<see cref="TaskMeasure"/>); null for a label of two values, where it is the AUC.</summary>
    public string? Measure { get; init; }
    public double? Candidate { get; init; }
    public double? Champion { get; init; }

    /// <summary>Candidate less champion, and its 95 % interval (paired DeLong, or the paired rows); null without a champion.</summary>
    public AucDifference? Difference { get; init; }

    /// <summary>Two-sided, of no difference, adjusted for the number of slices (Holm 1979).</summary>
    public double? AdjustedPValue { get; init; }
}

/// <summary>How unlike a column's groups are treated by the candidate. A measure is null where fewer than two groups have the rows that it needs.</summary>
public sealed record FairnessScore
{
    public required string Column { get; init; }

    /// <summary>Highest less lowest share of rows called positive (demographic parity).</summary>
    public MeasuredInterval? ParityDifference { get; init; }

    /// <summary>Lowest over highest of those shares; 1 is alike.</summary>
    public MeasuredInterval? ParityRatio { get; init; }

    /// <summary>The larger of the differences in true and in false positive rate (equalized odds).</summary>
    public MeasuredInterval? OddsDifference { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Left out: too few rows.</summary>
    public IReadOnlyList<string> TooSmall { get; init; } = [];
}
