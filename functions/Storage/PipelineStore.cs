using Azure;
using Azure.Storage.Blobs.Models;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The pipelines' definitions, as people wrote them.</summary>
public sealed class PipelineStore(StorageClients storage)
{
    /// <summary>Metadata: the change that the audit log is to tell of, in the content store.</summary>
    public const string ChangeMark = "change";

    /// <summary>Null when there is no pipeline of that name.</summary>
    public async Task<StoredPipeline?> FindAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            var blob = await Blob(name).DownloadContentAsync(cancellation);
            var text = blob.Value.Content.ToString();
            return new(text, PipelineYaml.Parse(text), blob.Value.Details.ETag.ToString());
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Stores a definition that was parsed from the text.</summary>
    /// <param name="definition">What the text says.</param>
    /// <param name="text">As the person wrote it.</param>
    /// <param name="ifMatch">The tag of the definition that this one replaces; null to replace any.</param>
    /// <param name="isNew">There must be none yet.</param>
    /// <param name="change">What the audit log is to say of it, in the content store; null for nothing.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The new tag, or null when the stored definition is another than expected.</returns>
    public async Task<string?> PutAsync(
        PipelineDefinition definition,
        string text,
        string? ifMatch,
        bool isNew = false,
        Digest? change = null,
        CancellationToken cancellation = default
    )
    {
        try
        {
            var options = new BlobUploadOptions
            {
                Conditions =
                    ifMatch is not null ? new() { IfMatch = new ETag(ifMatch) }
                    : isNew ? new() { IfNoneMatch = ETag.All }
                    : null,
                HttpHeaders = new() { ContentType = "application/yaml" },
                Metadata = change is { } known ? new Dictionary<string, string> { [ChangeMark] = known.ToString() } : null,
            };
            var written = await Blob(definition.Name).UploadAsync(BinaryData.FromString(text), options, cancellation);
            return written.Value.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <summary>The stored definition's tag, and what the audit log is to say of it, whether it can be read or not.</summary>
    public async Task<(string? Tag, Digest? Change)> MarkAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            var blob = (await Blob(name).GetPropertiesAsync(cancellationToken: cancellation)).Value;
            return (
                blob.ETag.ToString(),
                blob.Metadata.TryGetValue(ChangeMark, out var mark) && Digest.TryParse(mark, out var change) ? change : null
            );
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (null, null);
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default)
    {
        List<string> names = [];
        await foreach (var name in storage.Documents.ListAsync(StorageLayout.Pipelines, "", cancellation))
        {
            names.Add(Path.GetFileNameWithoutExtension(name));
        }

        return names;
    }

    private Azure.Storage.Blobs.BlobClient Blob(string name) =>
        storage.Blobs.GetBlobContainerClient(StorageLayout.Pipelines).GetBlobClient(StorageLayout.Pipeline(name));
}
