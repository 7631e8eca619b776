namespace ServerlessML.Contracts.Training;

/// <summary>The job's last word, overwritten as it goes; also its heartbeat and its fence.</summary>
public sealed record TrainingProgress
{
    public required string JobId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>queued, reading, training, uploading, completed, failed or cancelled.</summary>
    public required string State { get; init; }
    public long Step { get; init; }
    public long Steps { get; init; }
    public int Epoch { get; init; }
    public double? Loss { get; init; }
    public double? ValidationAuc { get; init; }
    public string? Runner { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The last one that the attempt left in the content-addressed store, or went on from.</summary>
    public Digest? Checkpoint { get; init; }

    /// <summary>Since when it waits for a runner; null while one has it.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>What went otherwise than asked (begun anew, the CPU in place of a GPU), a sentence each.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>How each attempt before this one ended, a sentence each.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }
}
