using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Workflows.Training;

/// <summary>Train one model, attempt after attempt.</summary>
public sealed record TrainRequest
{
    public required string RunId { get; init; }
    public required string JobId { get; init; }
    public required Digest Dataset { get; init; }
    public required DataContract Data { get; init; }
    public required TrainingSettings Settings { get; init; }

    /// <summary>The division of the rows, for <see cref="TrainingJob.Split"/>.</summary>
    public Digest? Split { get; init; }
    public required double Holdout { get; init; }
    public required string HoldoutSalt { get; init; }

    /// <summary>The share of a full training after which to stop, for <see cref="TrainingJob.Until"/>.</summary>
    public double? Until { get; init; }

    /// <summary>The checkpoint to resume from, for <see cref="TrainingJob.Resume"/>.</summary>
    public Digest? Resume { get; init; }

    /// <summary>The rows to keep back and to score on, for <see cref="TrainingJob.Fold"/>.</summary>
    public DataFold? Fold { get; init; }
}
