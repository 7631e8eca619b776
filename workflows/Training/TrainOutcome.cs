using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>The trained model, or why there is none.</summary>
public sealed record TrainOutcome
{
    public TrainingResult? Result { get; init; }
    public string? Error { get; init; }

    /// <summary>Set when the result is that of an earlier training.</summary>
    public TrainedBefore? Cached { get; init; }
    public required int Attempts { get; init; }
}
