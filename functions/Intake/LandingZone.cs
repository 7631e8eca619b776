using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts.Intake;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Intake;

/// <summary>The container into which data engineers drop files.</summary>
public sealed class LandingZone(StorageClients storage)
{
    /// <summary>Beside a batch that could not be started, or that was rejected: why, for the person who dropped it.</summary>
    public const string ProblemNote = "_PROBLEM.txt";

    /// <summary>Beside a batch that starts no run of its own: which run it is.</summary>
    public const string Note = "_NOTE.txt";

    /// <summary>Beside a batch that a trigger has taken (<see cref="TakenBatch"/>).</summary>
    public const string TakenMarker = "_TAKEN";

    private static readonly Digest Nothing = Digest.Of([]);

    private BlobContainerClient Container => storage.Blobs.GetBlobContainerClient(StorageLayout.Landing);

    /// <summary>Lists the batch's folder.</summary>
    public async Task<LandedBatch> LookAsync(string pipeline, string batch, CancellationToken cancellation = default)
    {
        var folder = StorageLayout.Batch(pipeline, batch);
        List<LandedBlob> blobs = [];
        await foreach (var blob in Container.ListWithMetadataAsync(folder, cancellation))
        {
            // The folder's own blob.
            if (blob.Name.Length > folder.Length)
            {
                blobs.Add(LandedBlob.Of(blob, folder));
            }
        }

        return new(blobs);
    }

    /// <summary>Reads every file of the batch to name it by its digest; nothing is copied yet.</summary>
    /// <exception cref="BatchGoneException">A file was deleted while the batch was being read.</exception>
    public async Task<DatasetManifest> ReadAsync(string pipeline, string batch, CancellationToken cancellation = default) =>
        await ReadAsync(pipeline, batch, await LookAsync(pipeline, batch, cancellation), cancellation);

    /// <exception cref="BatchGoneException">A file was deleted while the batch was being read.</exception>
    public async Task<DatasetManifest> ReadAsync(string pipeline, string batch, LandedBatch landed, CancellationToken cancellation)
    {
        var (data, unreadable, over) = landed.Sorted();
        List<DataFile> files = [];
        foreach (var blob in data)
        {
            try
            {
                await using var content = await Container
                    .GetBlobClient(StorageLayout.Batch(pipeline, batch) + blob.Name)
                    .OpenReadAsync(cancellationToken: cancellation);
                files.Add(
                    new()
                    {
                        Name = blob.Name,
                        Digest = await Digest.OfAsync(content, cancellation),
                        Bytes = content.Length,
                        Format = blob.Format!.Value,
                    }
                );
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                throw new BatchGoneException(
                    $"The file '{blob.Name}' of batch '{pipeline}/{batch}' was deleted or replaced while the batch was being read.",
                    e
                );
            }
        }

        var (once, copies) = Once(files);
        return new()
        {
            Pipeline = pipeline,
            Files = [.. once.OrderBy(file => file.Name, StringComparer.Ordinal)],
            Unreadable = [.. unreadable.Order(StringComparer.Ordinal)],
            PassedOver = over,
            Copies = copies.Count > 0 ? copies : null,
        };
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

    /// <summary>What a trigger last took the batch for; null for nothing.</summary>
    public async Task<TakenBatch?> TakenAsync(string pipeline, string batch, CancellationToken cancellation = default) =>
        await ReadMarkerAsync(pipeline, batch, TakenMarker, cancellation) switch
        {
            null or "" => null,
            ['{', ..] text => CanonicalJson.Deserialize<TakenBatch>(System.Text.Encoding.UTF8.GetBytes(text)),
            // As quiet batches were taken before December 2026.
            var listing => new() { Files = listing },
        };

    public Task TakeAsync(string pipeline, string batch, TakenBatch taken, CancellationToken cancellation = default) =>
        WriteMarkerAsync(pipeline, batch, TakenMarker, System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(taken)), cancellation);

    /// <summary>Writes a note beside a marker that starts nothing.</summary>
    /// <param name="folder">With its last slash, or empty.</param>
    /// <param name="text">What to do.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task WriteProblemAsync(string folder, string text, CancellationToken cancellation = default) =>
        Container.GetBlobClient(folder + ProblemNote).UploadAsync(BinaryData.FromString(text), overwrite: true, cancellation);

    /// <summary>The batches whose marker came before their files.</summary>
    public async Task<IReadOnlyList<(string Pipeline, string Batch)>> WaitingAsync(CancellationToken cancellation = default)
    {
        List<(string, string)> waiting = [];
        await foreach (var blob in Container.ListAsync(StorageLayout.Waiting, cancellation))
        {
            if (blob.Name[StorageLayout.Waiting.Length..].Split('/') is [var pipeline, var batch])
            {
                waiting.Add((pipeline, batch));
            }
        }

        return waiting;
    }

    public Task WaitAsync(string pipeline, string batch, CancellationToken cancellation = default) =>
        Container
            .GetBlobClient($"{StorageLayout.Waiting}{pipeline}/{batch}")
            .UploadAsync(BinaryData.FromString(""), overwrite: true, cancellation);

    public Task EndWaitAsync(string pipeline, string batch, CancellationToken cancellation = default) =>
        Container.GetBlobClient($"{StorageLayout.Waiting}{pipeline}/{batch}").DeleteIfExistsAsync(cancellationToken: cancellation);

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

    /// <summary>What equal files have in common. The values of partition folders are columns, so that their rows are others.</summary>
    internal static (Digest Content, DataFormat Format, string Partition) Same(DataFile file) =>
        (
            file.Digest,
            file.Format,
            string.Join('/', file.Name.Split('/').SkipLast(1).Where(part => part.Contains('=', StringComparison.Ordinal)))
        );

    // Of equal files the one with the shortest name is taken: a copy's name has something added.
    internal static (IReadOnlyList<DataFile> Once, IReadOnlyList<FileCopy> Copies) Once(List<DataFile> files)
    {
        List<DataFile> once = [];
        List<FileCopy> copies = [];
        foreach (var same in files.GroupBy(Same))
        {
            var named = same.OrderBy(file => file.Name.Length).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
            once.AddRange(same.Key.Content == Nothing ? named : named.Take(1));
            copies.AddRange(same.Key.Content == Nothing ? [] : named.Skip(1).Select(file => new FileCopy(file.Name, named[0].Name)));
        }

        return (once, [.. copies.OrderBy(copy => copy.Name, StringComparer.Ordinal)]);
    }
}
