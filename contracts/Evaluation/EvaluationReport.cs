using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>Candidate and champion scored on the same frozen holdout.</summary>
public sealed record EvaluationReport
{
    public required string RunId { get; init; }
    public required long Rows { get; init; }

    /// <summary>Documents from before there were other labels than of two values have none.</summary>
    [JsonConverter(typeof(NullAsBinary))]
    public TaskKind Task { get; init; }

    /// <summary>What candidate and champion are compared by, one of <see cref="QualityMeasure"/>.</summary>
    public string Measure
    {
        get;
        init => field = value ?? field;
    } = QualityMeasure.Auc;

    /// <summary>
    /// The approval policy by which the run is judged; null for its definition's, which is also what the pipeline has now.
    /// </summary>
    public ApprovalPolicy? Policy { get; init; }

    /// <summary>The rollout policy that holds, where the pipeline's was changed since the run began; null for the definition's.</summary>
    public RolloutPolicy? Rollout { get; init; }

    /// <summary>Where the candidate calls rows positive; null for one half, and for other labels.</summary>
    public DecisionThreshold? Threshold { get; init; }

    /// <summary>Rows by the label's values, in their order; null for a number.</summary>
    public IReadOnlyList<long>? ClassRows
    {
        get => field ?? (Positives is { } positives ? [Rows - positives, positives] : null);
        init;
    }
    public required ModelScore Candidate { get; init; }
    public ModelScore? Champion { get; init; }

    /// <summary>Candidate less champion by measure; empty without a champion.</summary>
    public IReadOnlyDictionary<string, MeasureDifference> Differences
    {
        get;
        init => field = value ?? field;
    } = new Dictionary<string, MeasureDifference>();

    /// <summary>How the candidate's answers are counted, once it serves; null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>What the candidate takes from requests; null in reports from before that was kept.</summary>
    public IReadOnlyList<ServedColumn>? Columns { get; init; }

    /// <summary>The newest batch's own figures, where the report is on the rows of a training window; otherwise null.</summary>
    public EvaluationReport? Newest { get; init; }

    /// <summary>How that differs from what the champion takes; null where it does not, and without a champion.</summary>
    public ColumnChanges? Changes { get; init; }
    public IReadOnlyList<SliceScore> Slices { get; init; } = [];

    /// <summary>What was left out of the slices, by column; null for nothing, and in older reports.</summary>
    public IReadOnlyList<SlicesLeftOut>? SlicesLeftOut { get; init; }

    /// <summary>One a column that the pipeline declares.</summary>
    public IReadOnlyList<FairnessScore> Fairness { get; init; } = [];

    /// <summary>The comparison with the quantized model; null where the pipeline does not ask for one.</summary>
    public QuantizationReport? Quantization { get; init; }

    /// <summary>The number of resamples that the bootstrap's intervals are from; null in older reports.</summary>
    public int? Resamples { get; init; }

    /// <summary>
    /// What was left out of intervals and slices because it would have cost too much, as sentences without their full stops; null for
    /// nothing, and in older reports.
    /// </summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>The <see cref="EvaluationDetail"/> in the content-addressed store; null in reports from before there was one.</summary>
    public Digest? Detail { get; init; }

    /// <summary>How the rows were divided; null in reports from before splits were documents.</summary>
    public SplitUse? Split { get; init; }

    /// <summary>
    /// Why the champion may have been trained on rows that it is compared by, without a full stop; null where it was not. The gate asks.
    /// </summary>
    public string? Incomparable { get; init; }

    /// <summary>What makes the figures doubtful, as sentences without their full stops; null for nothing.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Columns that no model takes and whose values stand on both sides of the split; null for none.</summary>
    public IReadOnlyList<RepeatedColumn>? Repeated { get; init; }

    /// <summary>
    /// What the gate says; null in evidence, which has it beside the report, and in reports from before December 2026, which the
    /// orchestration judges itself.
    /// </summary>
    public Verdict? Verdict { get; init; }

    // The members that a label of two values had before measures were one set: read from old documents, written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private long? Positives { get; init; }

    [JsonInclude]
    private MeasureDifference? Difference
    {
        init => Differences = value is null ? Differences : new Dictionary<string, MeasureDifference> { [QualityMeasure.Auc] = value };
    }

    /// <summary>The report with the intervals that older documents keep in the detail.</summary>
    public EvaluationReport With(EvaluationDetail detail) =>
        this with
        {
            Candidate = With(Candidate, detail.Candidate),
            Champion = Champion is null || detail.Champion is null ? Champion : With(Champion, detail.Champion),
            Differences = detail.LogLossDifference is { } known
                ? new Dictionary<string, MeasureDifference>(Differences)
                {
                    [QualityMeasure.LogLoss] = new(known.Estimate, known.Low, known.High),
                }
                : Differences,
        };

    private static ModelScore With(ModelScore score, ModelDetail detail) =>
        score with
        {
            Measures = detail.OldMeasures.Aggregate(score.Measures, (measures, old) =>
                measures.With(old.Key, old.Value.Value, old.Value.Low, old.Value.High)
            ),
        };

    private sealed class NullAsBinary : JsonConverter<TaskKind>
    {
        public override bool HandleNull => true;

        public override TaskKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<TaskKind?>(ref reader, options) ?? TaskKind.Binary;

        public override void Write(Utf8JsonWriter writer, TaskKind value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, options);
    }
}

/// <summary>How a dataset's rows were divided for a training and its evaluation.</summary>
public sealed record SplitUse
{
    /// <summary>The <see cref="Evaluation.Split"/> in the content-addressed store.</summary>
    public required Digest Split { get; init; }
    public required int Revision { get; init; }

    /// <summary>Rows that the candidate could be trained on.</summary>
    public required long Trained { get; init; }
    public required long Held { get; init; }

    /// <summary>Rows in neither part: too close in time to what is held out.</summary>
    public long Left { get; init; }

    /// <summary>
    /// The newest time that the candidate was trained on, where time divides: seconds since 1970, or the column's own unit.
    /// </summary>
    public double? TrainedUntil { get; init; }
}

/// <summary>Candidate less champion in one measure, on the same rows.</summary>
/// <param name="Difference">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, made as <see cref="QualityMeasure.Interval"/> says; of a slice as
/// <see cref="QualityMeasure.Test"/> says. Null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of no difference, as <see cref="QualityMeasure.Test"/> says; null where there is no test.</param>
public sealed record MeasureDifference(double Difference, double? Low = null, double? High = null, double? PValue = null);

/// <summary>Candidate and champion on the rows where a column has one value.</summary>
public sealed record SliceScore
{
    public required string Column { get; init; }
    public required string Value { get; init; }
    public required long Rows { get; init; }

    /// <summary>What the slice is measured by (<see cref="QualityMeasure.ForSlices"/>).</summary>
    public string Measure
    {
        get;
        init => field = value ?? field;
    } = QualityMeasure.Auc;
    public double? Candidate
    {
        get => field ?? CandidateAuc;
        init;
    }
    public double? Champion
    {
        get => field ?? ChampionAuc;
        init;
    }

    /// <summary>Candidate less champion; null without a champion.</summary>
    public MeasureDifference? Difference { get; init; }

    /// <summary>Two-sided, of no difference, adjusted for the number of slices (Holm 1979).</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>
    /// The lower end of the difference's interval that holds for all slices at once (Bonferroni), at 95 %; null without a champion, and in
    /// older reports.
    /// </summary>
    public double? Low { get; init; }

    /// <summary>The upper end.</summary>
    public double? High { get; init; }

    // The members that a label of two values had before measures were one set: read from old documents, written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? CandidateAuc { get; init; }

    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? ChampionAuc { get; init; }
}

/// <summary>
/// Slices of one column that are not in the report: of too few rows, beyond the number that is shown, or without a value.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Slices">How many.</param>
/// <param name="Rows">The rows of all of them.</param>
/// <param name="Whole">No slice of the column is in the report.</param>
public sealed record SlicesLeftOut(string Column, int Slices, long Rows, bool Whole)
{
    /// <summary>How many of them were not scored because it would have cost too much; null for none.</summary>
    public int? Dear { get; init; }
}

/// <summary>One group's rates, with 95 % intervals (Wilson 1927); null where no row counts.</summary>
/// <param name="Group">The column's value.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Selected">The share called positive.</param>
/// <param name="FalsePositives">The share of negatives called positive.</param>
/// <param name="FalseNegatives">The share of positives called negative.</param>
/// <param name="Precision">The share of those called positive that are.</param>
public sealed record GroupRates(
    string Group,
    long Rows,
    MeasuredInterval? Selected,
    MeasuredInterval? FalsePositives,
    MeasuredInterval? FalseNegatives,
    MeasuredInterval? Precision
);

/// <summary>
/// How unlike a column's groups are treated by the candidate. A measure is null where fewer than two groups have the rows that it needs.
/// </summary>
public sealed record FairnessScore
{
    public required string Column { get; init; }

    /// <summary>Highest less lowest share of rows called positive (demographic parity).</summary>
    public MeasuredInterval? ParityDifference { get; init; }

    /// <summary>Lowest over highest of those shares; 1 is alike.</summary>
    public MeasuredInterval? ParityRatio { get; init; }

    /// <summary>The larger of the differences in true and in false positive rate (equalized odds).</summary>
    public MeasuredInterval? OddsDifference { get; init; }

    /// <summary>Highest less lowest share of negatives called positive.</summary>
    public MeasuredInterval? FalsePositiveDifference { get; init; }

    /// <summary>Highest less lowest share of positives called negative (equal opportunity).</summary>
    public MeasuredInterval? FalseNegativeDifference { get; init; }

    /// <summary>Highest less lowest share of rows called positive that are (predictive parity).</summary>
    public MeasuredInterval? PrecisionDifference { get; init; }

    /// <summary>All groups, one by one; null in older reports.</summary>
    public IReadOnlyList<GroupRates>? Rates { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Left out: too few rows.</summary>
    public IReadOnlyList<string> TooSmall { get; init; } = [];
}
