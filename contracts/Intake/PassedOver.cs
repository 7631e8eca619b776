namespace ServerlessML.Contracts.Intake;

/// <summary>Blobs of a batch that hold none of its rows, of one kind.</summary>
public sealed record PassedOver
{
    public required PassedOverKind Kind { get; init; }
    public required int Count { get; init; }

    /// <summary>The first few, in order.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}

/// <summary>The kinds of blobs that tools and people leave beside data.</summary>
public enum PassedOverKind
{
    /// <summary>Stands for a folder, as Spark, blobfuse and hierarchical namespaces leave it.</summary>
    Folder,

    /// <summary>Has a name, or is in a folder, that starts with '_' or '.', or is a checksum.</summary>
    Hidden,

    /// <summary>Belongs to an operating system or an office program.</summary>
    System,

    /// <summary>A text, picture or program for people.</summary>
    Document,

    /// <summary>Has no bytes.</summary>
    Empty,
}

/// <summary>A file that is another one of its batch, byte for byte.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">The file that is taken in.</param>
public sealed record FileCopy(string Name, string Of);
