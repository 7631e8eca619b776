using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ServerlessML.Storage;

/// <summary>Lists blobs. A container that is not there yet, since nothing has made it, has none.</summary>
public static class ContainerListing
{
    public static IAsyncEnumerable<BlobItem> ListAsync(
        this BlobContainerClient container,
        string prefix,
        CancellationToken cancellation = default
    ) => UnlessMissingAsync(container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellation), cancellation);

    /// <summary>The same, each with its metadata.</summary>
    public static IAsyncEnumerable<BlobItem> ListWithMetadataAsync(
        this BlobContainerClient container,
        string prefix,
        CancellationToken cancellation = default
    ) =>
        UnlessMissingAsync(
            container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata }, cancellation),
            cancellation
        );

    /// <summary>The names of the folders that are next after the prefix, in order.</summary>
    public static async IAsyncEnumerable<string> FoldersAsync(
        this BlobContainerClient container,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var levels = container.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/", Prefix = prefix }, cancellation);
        await foreach (var level in UnlessMissingAsync(levels, cancellation))
        {
            if (level.IsPrefix)
            {
                yield return level.Prefix[prefix.Length..^1];
            }
        }
    }

    private static async IAsyncEnumerable<T> UnlessMissingAsync<T>(
        AsyncPageable<T> items,
        [EnumeratorCancellation] CancellationToken cancellation
    )
        where T : notnull
    {
        await using var next = items.GetAsyncEnumerator(cancellation);
        while (await MoveAsync(next))
        {
            yield return next.Current;
        }
    }

    private static async Task<bool> MoveAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return false;
        }
    }
}
