namespace ServerlessML.Workflows.Training.Search;

/// <summary>Mark a trial as running, and read what it trains.</summary>
public sealed record OpenTrialRequest
{
    public required string RunId { get; init; }
    public required int Number { get; init; }

    /// <summary>Counts from 0.</summary>
    public required int Rung { get; init; }
    public required double Share { get; init; }
    public required string JobId { get; init; }

    /// <summary>The winner's training on all rows goes on from nothing.</summary>
    public bool Final { get; init; }
}
