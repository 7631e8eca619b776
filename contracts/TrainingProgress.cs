namespace ServerlessML.Contracts;

/// <summary>The job's last word, overwritten as it goes; also its heartbeat and its fence.</summary>
public sealed record TrainingProgress
{
    public required string JobId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>queued, reading, training, uploading, completed or failed.</summary>
    public required string State { get; init; }
    public long Step { get; init; }
    public long Steps { get; init; }
    public int Epoch { get; init; }
    public double? Loss { get; init; }
    public double? ValidationAuc { get; init; }
    public string? Runner { get; init; }
    public required DateTimeOffset At { get; init; }
}
