namespace ServerlessML.Functions.Training.Backends;

/// <summary>What was done to have an attempt run: the document from which a repeated start goes on.</summary>
public sealed record StartedAttempt
{
    public required string InstanceId { get; init; }

    /// <summary>When its message was put on the queue.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The platform's name of what runs it; null until that is known.</summary>
    public string? Name { get; init; }

    /// <summary>When the platform was first seen to have ended what runs it, though the attempt had not.</summary>
    public DateTimeOffset? EndSeenAt { get; init; }
}
