namespace ServerlessML.Contracts.Intake;

/// <summary>
/// What a trigger last took a landed batch for: written before the run is started, so that whatever tells of the same landing again
/// starts this run, whatever the definition says by then.
/// </summary>
public sealed record TakenBatch
{
    /// <summary>The digest of the files' names and tags.</summary>
    public required string Files { get; init; }

    /// <summary>The tag of the marker that completed the batch; null where quiet did.</summary>
    public string? Marker { get; init; }

    /// <summary>Null in what was recorded before December 2026.</summary>
    public string? RunId { get; init; }
    public Digest? Definition { get; init; }
    public Digest? Dataset { get; init; }
}
