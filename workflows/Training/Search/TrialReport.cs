namespace ServerlessML.Workflows.Training.Search;

/// <summary>How a trial did at a rung.</summary>
public sealed record TrialReport
{
    public required int Number { get; init; }

    /// <summary>Higher is better; null when it failed, or for a training that has nothing to score on.</summary>
    public double? Score { get; init; }
    public string? Error { get; init; }
}
