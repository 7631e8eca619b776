namespace ServerlessML.Workflows.Training;

/// <summary>
/// What a claim on a training came to: its result, somebody else who trains it, or neither, and then it is the asker's to train.
/// </summary>
public sealed record TrainingClaim
{
    public required Digest Key { get; init; }

    /// <summary>Set when the same was trained before.</summary>
    public TrainingResult? Result { get; init; }

    /// <summary>Set with the result.</summary>
    public TrainedBefore? Before { get; init; }

    /// <summary>Set when the same is being trained: by which run.</summary>
    public string? BusyWith { get; init; }
}
