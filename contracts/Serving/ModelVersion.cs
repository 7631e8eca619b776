using System.Text.Json.Serialization;
using ServerlessML.Contracts.Evaluation;

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

    /// <summary>What it was compared by (<see cref="QualityMeasure"/>), with its value on the holdout.</summary>
    public string Measure
    {
        get;
        init => field = value ?? field;
    } = QualityMeasure.Auc;
    public double? Value
    {
        get => field ?? Auc;
        init;
    }

    /// <summary>Null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>
    /// Where it was judged to call rows positive, by which clients should call them too; null for one half, and for other labels.
    /// </summary>
    public DecisionThreshold? Threshold { get; init; }

    /// <summary>What it takes from requests; null in versions from before that was kept, which require nothing.</summary>
    public IReadOnlyList<ServedColumn>? Columns { get; init; }

    /// <summary>Trained on a batch that broke rules, which later batches are not compared with; null for no.</summary>
    public bool? StaysOutOfBaselines { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    // In documents from before measures were one set; written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? Auc { get; init; }
}
