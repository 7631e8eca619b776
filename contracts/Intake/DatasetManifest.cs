namespace ServerlessML.Contracts.Intake;

/// <summary>What a batch, or a training window of several, consists of; its own digest is the dataset's.</summary>
public sealed record DatasetManifest
{
    public required string Pipeline { get; init; }

    /// <summary>The files in the order of their names; of a window batch by batch, the newest last.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>
    /// Files of the batch that may hold rows, in no format that we read; they make validation reject it, so that nothing is left out
    /// silently.
    /// </summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>Blobs of the batch that hold none of its rows; null for none.</summary>
    public IReadOnlyList<PassedOver>? PassedOver { get; init; }

    /// <summary>Files that are others once more; null for none. Their rows count once.</summary>
    public IReadOnlyList<FileCopy>? Copies { get; init; }

    /// <summary>The batches of a training window, oldest first; null for a batch alone.</summary>
    public IReadOnlyList<WindowPart>? Window { get; init; }

    /// <summary>Accepted batches that the window would have, and that do not fit the definition; null for a batch alone.</summary>
    public IReadOnlyList<LeftOutBatch>? LeftOut { get; init; }

    /// <summary>
    /// Computes the digest of the content alone: pipeline and files, not the batch's name, so that the same files landed again are the same
    /// batch.
    /// </summary>
    public Digest ContentDigest() =>
        CanonicalJson.DigestOf(
            new
            {
                Pipeline,
                Files = Files.Select(file => new { file.Name, file.Digest }),
                Unreadable,
            }
        );
}

/// <summary>One batch of a training window.</summary>
/// <param name="Batch">Its name.</param>
/// <param name="Dataset">Its own <see cref="DatasetManifest"/>.</param>
public sealed record WindowPart(string Batch, Digest Dataset);

/// <summary>A batch that a training window leaves out.</summary>
/// <param name="Batch">Its name.</param>
/// <param name="Reason">What does not fit the definition.</param>
public sealed record LeftOutBatch(string Batch, string Reason);
