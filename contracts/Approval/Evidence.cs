using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Approval;

/// <summary>What an approver signs for. Its digest names it; an approval of anything else is refused.</summary>
public sealed record Evidence
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }

    /// <summary>The dataset of the training window, the batch included; null where the batch alone was trained on.</summary>
    public Digest? Window { get; init; }
    public required Digest Model { get; init; }
    public required Digest Validation { get; init; }
    public required Digest Environment { get; init; }

    /// <summary>The champion that the candidate was compared with; null when there was none.</summary>
    public int? Champion { get; init; }
    public required EvaluationReport Evaluation { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>The version of the code that evaluated; null in evidence from before it was kept.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>Set when the batch broke rules and a person accepted it.</summary>
    public BatchOverride? Override { get; init; }

    /// <summary>What training cost; null in evidence from before it was kept.</summary>
    public TrainingCost? Cost { get; init; }
}
