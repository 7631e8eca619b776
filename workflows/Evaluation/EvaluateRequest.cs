namespace ServerlessML.Workflows.Evaluation;

/// <summary>
/// Scores a candidate and the current champion on the batch's holdout, and holds the scores against the pipeline's limits.
/// </summary>
public sealed record EvaluateRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }

    /// <summary>The dataset that was trained on; null where it is the batch.</summary>
    public Digest? Window { get; init; }
    public required Digest Model { get; init; }

    /// <summary>The training's <see cref="ValidationAnswers"/>; null without.</summary>
    public Digest? Validation { get; init; }

    /// <summary>
    /// The <see cref="Contracts.Evaluation.Split"/> that the model was trained under; null in what was recorded before January 2027.
    /// </summary>
    public Digest? Split { get; init; }

    /// <summary>What the training took, for the gate's budget; null in what was recorded before December 2026.</summary>
    public TrainingCost? Cost { get; init; }
}
