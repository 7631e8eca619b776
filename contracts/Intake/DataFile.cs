namespace ServerlessML.Contracts.Intake;

/// <summary>One file of a batch, kept in the content-addressed store.</summary>
public sealed record DataFile
{
    /// <summary>The file's name in the batch, for people and for reports.</summary>
    public required string Name { get; init; }

    public required Digest Digest { get; init; }

    public required long Bytes { get; init; }

    public required DataFormat Format { get; init; }

    /// <summary>The place of its batch among those of a training window, oldest first; null in a batch alone.</summary>
    public int? Place { get; init; }
}

/// <summary>The formats of landed files, told by the file's ending.</summary>
public enum DataFormat
{
    Parquet,
    Csv,
    Ndjson,
}
