using System.Text.Json.Serialization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Make an approved model a version and take the deployment's one place for a challenger.</summary>
public sealed record ClaimRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Model { get; init; }
    public required Digest Evidence { get; init; }
    public required Digest Dataset { get; init; }
    public required Digest Profile { get; init; }

    /// <summary>What the candidate was compared by, and its value.</summary>
    public string Measure { get; init => field = value ?? field; } = QualityMeasure.Auc;
    public double? Value { get => field ?? Auc; init; }

    /// <summary>Null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>The champion that the evidence compares with; the claim fails when it is no longer the champion.</summary>
    public int? Champion { get; init; }

    // In histories from before measures were one set; written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? Auc { get; init; }
}
