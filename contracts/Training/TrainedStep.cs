namespace ServerlessML.Contracts.Training;

/// <summary>What is known of a training by its inputs: who does it now, or what came of it. Failures are not kept.</summary>
public sealed record TrainedStep
{
    public required Digest Key { get; init; }

    /// <summary>The orchestration that trains, or trained.</summary>
    public required string InstanceId { get; init; }
    public required string RunId { get; init; }
    public required string JobId { get; init; }

    /// <summary>When it was begun, or, with a result, when that was kept.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A claim without a result holds no longer than this, whatever became of its owner.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Whether the training was given up without a result.</summary>
    public bool Released { get; init; }
    public TrainingResult? Result { get; init; }
}
