namespace ServerlessML.Workflows.Training;

/// <summary>Put an attempt on the queue and raise the fence to it.</summary>
public sealed record EnqueueRequest
{
    public required TrainingJob Job { get; init; }

    /// <summary>How the attempt before this one ended.</summary>
    public string? LastError { get; init; }
}
