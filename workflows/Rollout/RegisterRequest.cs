using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Make an approved model a version; asked again, with the evidence that it is now approved with.</summary>
public sealed record RegisterRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Model { get; init; }
    public required Digest Evidence { get; init; }
    public required Digest Dataset { get; init; }
    public required Digest Profile { get; init; }

    /// <summary>What the candidate was compared by, and its value.</summary>
    public string Measure { get; init; } = QualityMeasure.Auc;
    public double? Value { get; init; }

    /// <summary>Null for a label of two values.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>Where the candidate was judged to call rows positive; null for one half.</summary>
    public DecisionThreshold? Threshold { get; init; }

    /// <summary>What it takes from requests; null in what was recorded before that was kept.</summary>
    public IReadOnlyList<ServedColumn>? Columns { get; init; }

    /// <summary>The training data's profile is none that later batches are compared with; null for no.</summary>
    public bool? StaysOutOfBaselines { get; init; }
}
