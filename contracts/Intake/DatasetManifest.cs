namespace ServerlessML.Contracts.Intake;

/// <summary>What a batch consists of; its own digest is the dataset's.</summary>
public sealed record DatasetManifest
{
    public required string Pipeline { get; init; }

    /// <summary>The files in the order of their names.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Files of the batch in no format that we read; they make validation reject it, so that nothing is left out silently.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>Computes the digest of the content alone: pipeline and files, not the batch's name, so that the same files landed again are the same batch.</summary>
    public Digest ContentDigest() => CanonicalJson.DigestOf(new { Pipeline, Files = Files.Select(file => new { file.Name, file.Digest }), Unreadable });
}
