namespace ServerlessML.Functions.Api;

/// <summary>The trials of a run's search, and where the trainings stand that go on now.</summary>
public sealed record TrialsView
{
    public required SearchReport Search { get; init; }

    /// <summary>What it has taken so far.</summary>
    public required SearchCost Cost { get; init; }

    /// <summary>The progress by the job's name, without jobs that no runner has taken up.</summary>
    public required IReadOnlyDictionary<string, TrainingProgress> Progress { get; init; }
}
