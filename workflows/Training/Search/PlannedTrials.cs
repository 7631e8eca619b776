namespace ServerlessML.Workflows.Training.Search;

/// <summary>How many trials there are; what they are stands in the run's report.</summary>
public sealed record PlannedTrials
{
    public required int Trials { get; init; }
}
