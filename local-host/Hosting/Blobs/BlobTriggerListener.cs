using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>
/// Runs a function for every blob, and every new content of a blob, that matches its path. A blob is done when its receipt is
/// written, after the function: a crash in between means a second call, never none.
/// </summary>
public sealed class BlobTriggerListener(
    FunctionDescriptor function,
    BlobPathPattern path,
    StorageClients storage,
    FunctionInvoker invoker,
    HostState state,
    LocalHostOptions options,
    TimeProvider time,
    ILogger log)
{
    public const string PoisonQueue = "webjobs-blobtrigger-poison";

    private const int AtOnce = 8;
    private readonly BlobContainerClient _container = storage.Blobs.GetBlobContainerClient(path.Container);
    private readonly BlobReceipts _receipts = state.Receipts(function.Name, path.Container);

    public string Name => $"{function.Name} ({path.Container}/{path.Prefix})";

    /// <summary>Lists once, and runs the function for what is new and due.</summary>
    /// <returns>How many blobs were tried.</returns>
    public async Task<int> PollOnceAsync(CancellationToken cancellation)
    {
        var fresh = await ListAsync(cancellation);
        await Parallel.ForEachAsync(
            fresh,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (blob, token) => await RunAsync(blob, token));
        return fresh.Count;
    }

    private async Task<IReadOnlyList<FoundBlob>> ListAsync(CancellationToken cancellation)
    {
        var fresh = new List<(FoundBlob Blob, DateTimeOffset Modified)>();
        var now = time.GetUtcNow();
        try
        {
            await foreach (var item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, path.Prefix, cancellation))
            {
                var etag = item.Properties.ETag?.ToString() ?? "";
                if (_receipts.IsDue(item.Name, etag, now) && path.Match(item.Name) is { } captured)
                    fresh.Add((new FoundBlob(item.Name, etag, captured), item.Properties.LastModified ?? now));
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }

        return [.. fresh.OrderBy(found => found.Modified).Select(found => found.Blob)];
    }

    private async Task RunAsync(FoundBlob blob, CancellationToken cancellation)
    {
        var failures = _receipts.Failures(blob.Name, blob.ETag);
        try
        {
            var payload = new BlobPayload(_container.GetBlobClient(blob.Name), blob.Captured, failures);
            await invoker.InvokeAsync(function, payload, cancellation);
            _receipts.Done(blob.Name, blob.ETag, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // An outage is not the blob's fault and must not use up its attempts.
            if (StorageOutage.Is(e))
                throw;
            if (await _container.GetBlobClient(blob.Name).ExistsAsync(cancellation))
                await FailedAsync(blob, failures + 1, e, cancellation);
            else
                log.LogWarning("{Function}: {Container}/{Blob} was deleted before it was done: {Error}", function.Name, path.Container, blob.Name, e.Message);
        }
    }

    private async Task FailedAsync(FoundBlob blob, int failures, Exception error, CancellationToken cancellation)
    {
        if (failures < options.MaxBlobAttempts)
        {
            var wait = options.BlobRetryDelay * Math.Pow(2, failures - 1);
            log.LogError(error, "{Function} failed for {Container}/{Blob}, attempt {Attempt} of {Attempts}; again in {Wait}",
                function.Name, path.Container, blob.Name, failures, options.MaxBlobAttempts, wait);
            _receipts.Failed(blob.Name, blob.ETag, failures, time.GetUtcNow() + wait);
            return;
        }

        await storage.Queues.SendPoisonAsync(PoisonQueue, new
        {
            Type = "BlobTrigger",
            FunctionId = function.Name,
            BlobType = "BlockBlob",
            ContainerName = path.Container,
            BlobName = blob.Name,
            blob.ETag,
        }, cancellation);
        log.LogError(error, "{Function} failed {Attempts} times for {Container}/{Blob}; given up, noted in queue {Queue}",
            function.Name, failures, path.Container, blob.Name, PoisonQueue);
        _receipts.Poisoned(blob.Name, blob.ETag, time.GetUtcNow());
    }

    private sealed record FoundBlob(string Name, string ETag, IReadOnlyDictionary<string, string> Captured);
}
