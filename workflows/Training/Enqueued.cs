namespace ServerlessML.Workflows.Training;

/// <summary>The attempt that is now the current one.</summary>
public sealed record Enqueued
{
    public required int Attempt { get; init; }
}
