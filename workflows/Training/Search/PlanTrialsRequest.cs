namespace ServerlessML.Workflows.Training.Search;

/// <summary>Draw a search's trials and write them down.</summary>
public sealed record PlanTrialsRequest
{
    public required string RunId { get; init; }
    public required SearchSettings Search { get; init; }

    /// <summary>The number of parts of the training rows of which one scores trials, from <see cref="SearchProgress.Selection"/>.</summary>
    public int? Selection { get; init; }
}
