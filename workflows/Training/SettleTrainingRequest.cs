namespace ServerlessML.Workflows.Training;

/// <summary>Keep what a claimed training gave, or, without a result, give the claim up.</summary>
public sealed record SettleTrainingRequest
{
    public required Digest Key { get; init; }
    public required string InstanceId { get; init; }
    public required string RunId { get; init; }
    public required string JobId { get; init; }
    public TrainingResult? Result { get; init; }
}
