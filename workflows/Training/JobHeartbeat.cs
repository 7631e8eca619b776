namespace ServerlessML.Workflows.Training;

/// <summary>A job's last heartbeat, as far as the orchestration decides by it.</summary>
public sealed record JobHeartbeat
{
    public required int Attempt { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The last that the attempt left.</summary>
    public Digest? Checkpoint { get; init; }
}
