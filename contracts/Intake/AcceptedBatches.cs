namespace ServerlessML.Contracts.Intake;

/// <summary>The batches of a pipeline that validation accepted, in that order: what training windows are cut from.</summary>
public sealed record AcceptedBatches
{
    /// <summary>Figures of more than that are not kept: the document is read and written as a whole.</summary>
    public const int Remembered = 100;

    public IReadOnlyList<AcceptedBatch> Batches { get; init; } = [];

    /// <summary>Adds a batch at the end. One of the same content keeps its place, and is from now on as it was accepted last.</summary>
    public AcceptedBatches With(AcceptedBatch batch) =>
        Placed(batch) is { Batches.Count: > Remembered } all ? all.Shortened() : Placed(batch);

    private AcceptedBatches Shortened() =>
        this with
        {
            Batches = [.. Batches.Select((known, place) => place < Batches.Count - Remembered ? known with { Figures = null } : known)],
        };

    private AcceptedBatches Placed(AcceptedBatch batch) =>
        Batches.Any(known => known.Content == batch.Content)
            ? this with
            {
                Batches = [.. Batches.Select(known => known.Content == batch.Content ? batch with { At = known.At } : known)],
            }
            : this with
            {
                Batches = [.. Batches, batch],
            };
}

/// <summary>One accepted batch.</summary>
public sealed record AcceptedBatch
{
    public required string Batch { get; init; }

    /// <summary>The digest of its files (<see cref="DatasetManifest.ContentDigest"/>).</summary>
    public required Digest Content { get; init; }

    /// <summary>The <see cref="DatasetManifest"/> in the content-addressed store.</summary>
    public required Digest Dataset { get; init; }

    /// <summary>The definition that it was accepted under, in the content-addressed store.</summary>
    public required Digest Definition { get; init; }
    public required string RunId { get; init; }
    public required long Rows { get; init; }

    /// <summary>True: the batch broke rules, and a person accepted it and wants later ones compared with it; null for no.</summary>
    public bool? Overridden { get; init; }

    /// <summary>
    /// What later batches are compared by, as numbers by figure and column; null in older batches and in what was recorded before January
    /// 2027.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }

    /// <summary>When its first run began.</summary>
    public required DateTimeOffset At { get; init; }
}
