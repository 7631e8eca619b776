namespace ServerlessML.Workflows.Training.Search;

/// <summary>Score what a trial's trainings gave, and write it down.</summary>
public sealed record CloseTrialRequest
{
    public required string RunId { get; init; }
    public required int Number { get; init; }
    public required double Share { get; init; }

    /// <summary>Scored on rows that were kept back.</summary>
    public bool Folded { get; init; }
    public bool Final { get; init; }

    /// <summary>One a fold; the last has no result where the trial failed.</summary>
    public IReadOnlyList<TrainOutcome> Trainings { get; init; } = [];

    /// <summary>Set when the trial failed.</summary>
    public string? Error { get; init; }
}
