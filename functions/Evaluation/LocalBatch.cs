using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Evaluation;

/// <summary>A dataset's files on this machine, for as long as they are looked at.</summary>
internal sealed class LocalBatch : IDisposable
{
    private readonly List<LocalCopy> _copies = [];

    public IReadOnlyList<LocalDataFile> Files { get; private set; } = [];

    public static async Task<LocalBatch> OfAsync(ContentStore content, Digest dataset, CancellationToken cancellation)
    {
        var manifest = await content.GetJsonAsync<DatasetManifest>(dataset, cancellation);
        var batch = new LocalBatch();
        try
        {
            foreach (var file in manifest.Files)
            {
                batch._copies.Add(await LocalCopy.OfAsync(content, file.Digest, file.Format.Extension(), cancellation));
            }

            batch.Files =
            [
                .. manifest.Files.Zip(batch._copies, (file, copy) => new LocalDataFile(copy.Path, file.Name, file.Format, file.Place ?? 0)),
            ];
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    public void Dispose() => _copies.ForEach(copy => copy.Dispose());
}
