using ServerlessML.Contracts.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>What lies in a batch's folder at one look.</summary>
/// <param name="Blobs">All of it, in order.</param>
public sealed record LandedBatch(IReadOnlyList<LandedBlob> Blobs)
{
    private const int ShownNames = 3;

    /// <summary>All but markers and hidden files: what a batch has to be quiet in.</summary>
    public IReadOnlyList<LandedBlob> Files { get; } = [.. Blobs.Where(blob => !blob.IsMarker && !blob.IsHidden)];

    /// <summary>The tag of its <c>_SUCCESS</c>; null where there is none.</summary>
    public string? Marker => Blobs.FirstOrDefault(blob => blob.Name == StorageLayout.CompleteMarker)?.Tag;

    /// <summary>The notes in its folders, about markers that start nothing.</summary>
    public IEnumerable<string> InnerNotes =>
        Blobs.Select(blob => blob.Name).Where(name => name.EndsWith($"/{LandingZone.ProblemNote}", StringComparison.Ordinal));

    public DateTimeOffset LastChange => Files.Max(file => file.Changed);

    /// <summary>The digest of the files as they are.</summary>
    /// <param name="folder">The batch's own.</param>
    public string Listing(string folder) =>
        CanonicalJson.DigestOf(Files.Select(file => new { Name = folder + file.Name, file.Tag })).ToString();

    /// <summary>
    /// Tells data, what holds none, and what may be data but is not read, apart. Files without a byte are data only where no other is.
    /// </summary>
    public (IReadOnlyList<LandedBlob> Data, IReadOnlyList<string> Unreadable, IReadOnlyList<PassedOver>? PassedOver) Sorted()
    {
        var folders = Blobs.SelectMany(blob => Parents(blob.Name)).ToHashSet(StringComparer.Ordinal);
        var kinds = Blobs.Where(blob => !blob.IsMarker).Select(blob => (Blob: blob, Kind: blob.PassedOverAs(folders))).ToList();
        var rest = kinds.Where(known => known.Kind is null).Select(known => known.Blob).ToList();
        if (rest.Count == 0)
        {
            rest = [.. kinds.Where(known => known is { Kind: PassedOverKind.Empty, Blob.Format: not null }).Select(known => known.Blob)];
        }

        var over = kinds
            .Where(known => known.Kind is not null && !rest.Contains(known.Blob))
            .GroupBy(known => known.Kind!.Value)
            .OrderBy(group => group.Key)
            .Select(group => new PassedOver
            {
                Kind = group.Key,
                Count = group.Count(),
                Names = [.. group.Take(ShownNames).Select(known => known.Blob.Name)],
            })
            .ToList();
        return (
            [.. rest.Where(blob => blob.Format is not null)],
            [.. rest.Where(blob => blob.Format is null).Select(blob => blob.Name)],
            over.Count > 0 ? over : null
        );
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (var end = name.IndexOf('/'); end >= 0; end = name.IndexOf('/', end + 1))
        {
            yield return name[..end];
        }
    }
}
