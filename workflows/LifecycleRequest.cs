namespace ServerlessML.Workflows;

/// <summary>What starts a run. Made by the triggers from what landed.</summary>
public sealed record LifecycleRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }

    /// <summary>The <see cref="PipelineDefinition"/> in the content-addressed store.</summary>
    public required Digest Definition { get; init; }

    /// <summary>The <see cref="DatasetManifest"/> in the content-addressed store.</summary>
    public required Digest Dataset { get; init; }
    public required string StartedBy { get; init; }

    /// <summary>The person's object id in Entra ID; null where there is none, or nobody is known to have started it.</summary>
    public string? StartedById { get; init; }
}
