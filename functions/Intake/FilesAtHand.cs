using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Intake;

/// <summary>Files of this machine as a batch would have them: named, sorted and passed over by the rules of landing.</summary>
/// <param name="Files">Those with rows, in the order of their names.</param>
/// <param name="Manifest">What a run would be told of them.</param>
public sealed record FilesAtHand(IReadOnlyList<LocalDataFile> Files, DatasetManifest Manifest)
{
    /// <param name="paths">Files and folders; of a folder all that is in it.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static FilesAtHand Of(IReadOnlyList<string> paths)
    {
        SortedDictionary<string, string> places = new(StringComparer.Ordinal);
        List<string> empty = [];
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
                {
                    places[Path.GetRelativePath(path, file).Replace('\\', '/')] = file;
                }
            }
            else if (File.Exists(path))
            {
                places[NameOf(path)] = path;
            }
            else
            {
                throw new FileNotFoundException($"There is no file and no folder '{path}'.", path);
            }
        }

        var landed = new LandedBatch([
            .. places.Select(place => new LandedBlob(
                place.Key,
                new FileInfo(place.Value).Length,
                "",
                DateTimeOffset.MinValue,
                SaysFolder: false
            )),
        ]);
        var (data, unreadable, over) = landed.Sorted();
        var (once, copies) = LandingZone.Once([
            .. data.Select(blob =>
            {
                using var content = File.OpenRead(places[blob.Name]);
                return new DataFile
                {
                    Name = blob.Name,
                    Digest = Digest.OfAsync(content, CancellationToken.None).GetAwaiter().GetResult(),
                    Bytes = blob.Length,
                    Format = blob.Format!.Value,
                };
            }),
        ]);
        DataFile[] files = [.. once.OrderBy(file => file.Name, StringComparer.Ordinal)];
        return new(
            [.. files.Select(file => new LocalDataFile(places[file.Name], file.Name, file.Format))],
            new()
            {
                Pipeline = "",
                Files = files,
                Unreadable = unreadable,
                PassedOver = over,
                Copies = copies.Count > 0 ? copies : null,
            }
        );
    }

    // Folders such as zone=west are columns.
    internal static string NameOf(string path)
    {
        var parts = path.Replace('\\', '/').Split('/');
        var first = Array.FindIndex(parts, part => part.Contains('=', StringComparison.Ordinal));
        return first < 0 ? parts[^1] : string.Join('/', parts[first..]);
    }
}
