using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ServerlessML.Storage;

/// <summary>
/// The content-addressed store: a blob's name is the SHA-256 of its bytes, so writing twice is writing once, and every read is checked.
/// </summary>
public sealed class ContentStore(BlobContainerClient container, string prefix = "")
{
    public async Task<Digest> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var digest = Digest.Of(content.Span);
        await UploadAsync(digest, () => BinaryData.FromBytes(content).ToStream(), cancellation);
        return digest;
    }

    /// <summary>Stores the canonical JSON of a document.</summary>
    public Task<Digest> PutJsonAsync<T>(T document, CancellationToken cancellation = default) =>
        PutAsync(CanonicalJson.Serialize(document), cancellation);

    public async Task<Digest> PutFileAsync(string path, CancellationToken cancellation = default)
    {
        Digest digest;
        await using (var file = File.OpenRead(path))
        {
            digest = await Digest.OfAsync(file, cancellation);
        }

        await UploadAsync(digest, () => File.OpenRead(path), cancellation);
        return digest;
    }

    public async Task<bool> ExistsAsync(Digest digest, CancellationToken cancellation = default) =>
        await container.GetBlobClient(prefix + digest.Hex).ExistsAsync(cancellation);

    /// <exception cref="ContentMissingException">No blob has this digest.</exception>
    /// <exception cref="DigestMismatchException">The blob's bytes are not what its name says.</exception>
    public async Task<byte[]> GetAsync(Digest digest, CancellationToken cancellation = default)
    {
        using var buffer = new MemoryStream();
        await DownloadAsync(digest, buffer, cancellation);
        var content = buffer.ToArray();
        Check(digest, Digest.Of(content));
        return content;
    }

    public async Task<T> GetJsonAsync<T>(Digest digest, CancellationToken cancellation = default) =>
        CanonicalJson.Deserialize<T>(await GetAsync(digest, cancellation));

    /// <summary>Writes the content to a file that appears only whole and checked.</summary>
    public async Task GetFileAsync(Digest digest, string path, CancellationToken cancellation = default)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await DownloadAsync(digest, file, cancellation);
                file.Position = 0;
                Check(digest, await Digest.OfAsync(file, cancellation));
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task UploadAsync(Digest digest, Func<Stream> open, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(prefix + digest.Hex);
        if (await blob.ExistsAsync(cancellation))
        {
            return;
        }

        try
        {
            await using var content = open();
            await blob.UploadAsync(content, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Somebody stored the same bytes meanwhile.
        }
    }

    private async Task DownloadAsync(Digest digest, Stream target, CancellationToken cancellation)
    {
        try
        {
            await container.GetBlobClient(prefix + digest.Hex).DownloadToAsync(target, cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new ContentMissingException(digest, e);
        }
    }

    private static void Check(Digest expected, Digest actual)
    {
        if (expected != actual)
        {
            throw new DigestMismatchException(expected, actual);
        }
    }
}
