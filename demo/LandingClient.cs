using Azure.Storage.Blobs;

namespace ServerlessML.Demo;

/// <summary>Drops files into the landing container with the Azure SDK, as a data engineer's job would.</summary>
public sealed class LandingClient(string connection)
{
    private readonly BlobContainerClient _landing = new(connection, StorageLayout.Landing);

    public async Task DropAsync(string pipeline, string batch, IEnumerable<string> files, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            await using var content = File.OpenRead(file);
            await _landing
                .GetBlobClient(StorageLayout.Batch(pipeline, batch) + Path.GetFileName(file))
                .UploadAsync(content, overwrite: true, cancellation);
        }

        // Last, and only then: the batch is whole.
        await _landing
            .GetBlobClient(StorageLayout.Batch(pipeline, batch) + StorageLayout.CompleteMarker)
            .UploadAsync(BinaryData.Empty, overwrite: true, cancellation);
    }
}
