namespace ServerlessML.Workflows.Training;

/// <summary>Look whether the same was trained before, and else take it on.</summary>
public sealed record ClaimTrainingRequest
{
    /// <summary>The orchestration that asks.</summary>
    public required string InstanceId { get; init; }
    public required TrainRequest Training { get; init; }
}
