namespace ServerlessML.Contracts.Training;

/// <summary>A message on the <c>training-events</c> queue: how an attempt ended.</summary>
public sealed record TrainingEvent
{
    public required string JobId { get; init; }
    public required string InstanceId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>Set when the attempt succeeded.</summary>
    public TrainingResult? Result { get; init; }

    /// <summary>Set when it failed: a sentence that names the cause.</summary>
    public string? Error { get; init; }

    /// <summary>The seconds that a failed attempt took; null where it never began.</summary>
    public double? Seconds { get; init; }

    /// <summary>Another attempt could succeed (a lost runner, not bad data).</summary>
    public bool Retryable { get; init; }

    /// <summary>The attempt's deadline passed before it ended; what follows from that is the orchestration's to say.</summary>
    public bool PastDeadline { get; init; }

    /// <summary>The checkpoint from which the attempt after a failed one can resume; null without one.</summary>
    public Digest? Checkpoint { get; init; }
}
