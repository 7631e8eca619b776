using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ServerlessML.Storage;

/// <summary>Named JSON documents. Every write is conditional, so that two writers never lose each other's change.</summary>
public sealed class DocumentStore(BlobServiceClient blobs)
{
    private const int MaxRaces = 20;

    /// <summary>Null when there is none.</summary>
    /// <exception cref="InvalidDataException">The blob is not such a document; the message names it.</exception>
    public async Task<Document<T>?> ReadAsync<T>(string container, string name, CancellationToken cancellation = default)
        where T : class
    {
        try
        {
            var blob = await blobs.GetBlobContainerClient(container).GetBlobClient(name).DownloadContentAsync(cancellation);
            var value = JsonSerializer.Deserialize<T>(blob.Value.Content.ToMemory().Span, Wire.Options)
                ?? throw new InvalidDataException($"The document {container}/{name} is null.");
            return new(value, blob.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The document {container}/{name} is not a {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>Reads the stored bytes; null when there are none.</summary>
    public async Task<byte[]?> ReadBytesAsync(string container, string name, CancellationToken cancellation = default)
    {
        try
        {
            return (
                await blobs.GetBlobContainerClient(container).GetBlobClient(name).DownloadContentAsync(cancellation)
            ).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <returns>What is said of it beside its content, by name; null when there is no such document.</returns>
    public async Task<IDictionary<string, string>?> MetadataAsync(string container, string name, CancellationToken cancellation = default)
    {
        try
        {
            return (await blobs.GetBlobContainerClient(container).GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation))
                .Value
                .Metadata;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(string container, string name, CancellationToken cancellation = default) =>
        await blobs.GetBlobContainerClient(container).GetBlobClient(name).ExistsAsync(cancellation);

    /// <summary>False when there is one already; it is left as it is.</summary>
    public async Task<bool> CreateAsync<T>(string container, string name, T value, CancellationToken cancellation = default) =>
        await WriteAsync(container, name, value, new() { IfNoneMatch = ETag.All }, cancellation);

    /// <summary>
    /// Reads, changes and writes, again when somebody else wrote meanwhile. The change returns what it was given to leave it alone.
    /// </summary>
    public async Task<T> ChangeAsync<T>(string container, string name, Func<T?, T> change, CancellationToken cancellation = default)
        where T : class
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var current = await ReadAsync<T>(container, name, cancellation);
            var next = change(current?.Value);
            if (ReferenceEquals(next, current?.Value))
            {
                return next;
            }

            var conditions = current is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new() { IfMatch = current.Tag };
            if (await WriteAsync(container, name, next, conditions, cancellation))
            {
                return next;
            }
        }

        throw new InvalidOperationException($"The document {container}/{name} kept changing under {MaxRaces} attempts to change it.");
    }

    /// <summary>The names that start with the prefix, in order.</summary>
    public async IAsyncEnumerable<string> ListAsync(
        string container,
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var blob in blobs.GetBlobContainerClient(container).ListAsync(prefix, cancellation))
        {
            yield return blob.Name;
        }
    }

    private async Task<bool> WriteAsync<T>(
        string container,
        string name,
        T value,
        BlobRequestConditions conditions,
        CancellationToken cancellation
    )
    {
        try
        {
            var options = new BlobUploadOptions
            {
                Conditions = conditions,
                HttpHeaders = new() { ContentType = "application/json" },
            };
            await blobs
                .GetBlobContainerClient(container)
                .GetBlobClient(name)
                .UploadAsync(BinaryData.FromBytes(CanonicalJson.Serialize(value)), options, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
