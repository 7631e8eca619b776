using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Plans;

/// <summary>The plans in storage. Reading one that has not changed costs an empty answer.</summary>
public sealed class PlanSource(StorageClients storage)
{
    private readonly BlobContainerClient _container = storage.Blobs.GetBlobContainerClient(StorageLayout.Deployments);

    /// <summary>The names of all deployments; none while there is no container.</summary>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = _container
            .GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/" }, cancellation)
            .GetAsyncEnumerator(cancellation);
        await using (pages)
        {
            while (await HasNextAsync(pages))
            {
                if (pages.Current.IsPrefix && pages.Current.Prefix.TrimEnd('/') is var name && Names.IsPipeline(name))
                {
                    yield return name;
                }
            }
        }
    }

    public async Task<bool> ExistsAsync(string deployment, CancellationToken cancellation) =>
        await _container.GetBlobClient(StorageLayout.Plan(deployment)).ExistsAsync(cancellation);

    /// <summary>Null when the document still has the tag.</summary>
    /// <exception cref="PlanRejectedException">There is no document any more.</exception>
    public async Task<PlanBlob?> ReadIfChangedAsync(string deployment, ETag? seen, CancellationToken cancellation)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = seen } };
            var answer = await _container.GetBlobClient(StorageLayout.Plan(deployment)).DownloadContentAsync(options, cancellation);
            return answer.GetRawResponse().Status == 304 ? null : new PlanBlob(answer.Value.Content.ToMemory(), answer.Value.Details.ETag);
        }
        catch (RequestFailedException answer) when (answer.Status == 304)
        {
            return null;
        }
        catch (RequestFailedException answer) when (answer.Status == 404)
        {
            throw new PlanRejectedException(
                $"The plan {StorageLayout.Deployments}/{StorageLayout.Plan(deployment)} does not exist. The deployment's first "
                    + $"release writes it.",
                answer
            );
        }
    }

    private static async ValueTask<bool> HasNextAsync(IAsyncEnumerator<BlobHierarchyItem> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException answer) when (answer.Status == 404)
        {
            return false;
        }
    }
}
