namespace ServerlessML.Contracts;

/// <summary>One file of a batch, kept in the content-addressed store.</summary>
public sealed record DataFile
{
    /// <summary>Its name in the batch, for people and for reports.</summary>
    public required string Name { get; init; }

    public required Digest Digest { get; init; }

    public required long Bytes { get; init; }

    public required DataFormat Format { get; init; }
}
