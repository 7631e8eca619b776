using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts.Intake;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Intake;

/// <summary>The container into which data engineers drop files.</summary>
public sealed class LandingZone(StorageClients storage)
{
    /// <summary>Beside a batch that could not be started: why, for the person who dropped it.</summary>
    public const string ProblemNote = "_PROBLEM.txt";

    private BlobContainerClient Container => storage.Blobs.GetBlobContainerClient(StorageLayout.Landing);

    /// <summary>Reads every file of the batch to name it by its digest; nothing is copied yet.</summary>
    /// <exception cref="BatchGoneException">A file was deleted while the batch was being read.</exception>
    public async Task<DatasetManifest> ReadAsync(string pipeline, string batch, CancellationToken cancellation = default)
    {
        List<DataFile> files = [];
        List<string> unreadable = [];
        foreach (var blob in await FilesAsync(pipeline, batch, cancellation))
        {
            var name = blob.Name[StorageLayout.Batch(pipeline, batch).Length..];
            if (DataFormats.Of(name) is not { } format)
            {
                unreadable.Add(name);
                continue;
            }

            try
            {
                await using var content = await Container.GetBlobClient(blob.Name).OpenReadAsync(cancellationToken: cancellation);
                files.Add(
                    new()
                    {
                        Name = name,
                        Digest = await Digest.OfAsync(content, cancellation),
                        Bytes = content.Length,
                        Format = format,
                    }
                );
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                throw new BatchGoneException(
                    $"The file '{name}' of batch '{pipeline}/{batch}' was deleted or replaced while the batch was being read.",
                    e
                );
            }
        }

        return new()
        {
            Pipeline = pipeline,
            Files = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)],
            Unreadable = [.. unreadable.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>The batch's files, without the markers (a name that starts with '_' or '.').</summary>
    public async Task<IReadOnlyList<BlobItem>> FilesAsync(string pipeline, string batch, CancellationToken cancellation = default)
    {
        List<BlobItem> files = [];
        await foreach (var blob in Container.ListAsync(StorageLayout.Batch(pipeline, batch), cancellation))
        {
            if (!IsMarker(blob.Name[StorageLayout.Batch(pipeline, batch).Length..]))
            {
                files.Add(blob);
            }
        }

        return files;
    }

    /// <summary>The names of the pipeline's batches, in order.</summary>
    public async Task<IReadOnlyList<string>> BatchesAsync(string pipeline, CancellationToken cancellation = default)
    {
        List<string> batches = [];
        await foreach (var batch in Container.FoldersAsync($"{pipeline}/", cancellation))
        {
            batches.Add(batch);
        }

        return batches;
    }

    public async Task<bool> HasMarkerAsync(string pipeline, string batch, string marker, CancellationToken cancellation = default) =>
        await Container.GetBlobClient(StorageLayout.Batch(pipeline, batch) + marker).ExistsAsync(cancellation);

    public async Task<string?> ReadMarkerAsync(string pipeline, string batch, string marker, CancellationToken cancellation = default)
    {
        try
        {
            return (
                await Container.GetBlobClient(StorageLayout.Batch(pipeline, batch) + marker).DownloadContentAsync(cancellation)
            ).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public Task WriteMarkerAsync(string pipeline, string batch, string marker, string text, CancellationToken cancellation = default) =>
        Container
            .GetBlobClient(StorageLayout.Batch(pipeline, batch) + marker)
            .UploadAsync(BinaryData.FromString(text), overwrite: true, cancellation);

    public Task RemoveMarkerAsync(string pipeline, string batch, string marker, CancellationToken cancellation = default) =>
        Container.GetBlobClient(StorageLayout.Batch(pipeline, batch) + marker).DeleteIfExistsAsync(cancellationToken: cancellation);

    /// <exception cref="BatchGoneException">The file is not there any more.</exception>
    public async Task DownloadAsync(string pipeline, string batch, string file, string path, CancellationToken cancellation = default)
    {
        try
        {
            await Container.GetBlobClient(StorageLayout.Batch(pipeline, batch) + file).DownloadToAsync(path, cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new BatchGoneException(
                $"The file '{file}' of batch '{pipeline}/{batch}' was deleted between its event and its reading.",
                e
            );
        }
    }

    private static bool IsMarker(string name) => name.Split('/').Any(part => part.StartsWith('_') || part.StartsWith('.'));
}
