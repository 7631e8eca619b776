using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Removes what looks have kept of requests and outcomes, and keys' pasts, once they are old and no rollout reads them. Lines go before the
/// document that names them, so that a pass that is killed leaves nothing that the next one does not find.
/// </summary>
public sealed class OutcomeRetention(StorageClients storage, TrafficPlans plans, ModelRegistry models, TimeProvider time)
{
    private const string Outcomes = "outcomes",
        History = "history";

    /// <param name="age">Since it was written.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many documents are gone.</returns>
    public async Task<int> RemoveAsync(TimeSpan age, CancellationToken cancellation)
    {
        var container = storage.Blobs.GetBlobContainerClient(StorageLayout.Deployments);
        var before = time.GetUtcNow() - age;
        var removed = 0;
        await foreach (var deployment in container.FoldersAsync("", cancellation))
        {
            var revision = (await plans.FindAsync(deployment, cancellation))?.Revision;
            var current = revision is { } now ? StorageLayout.MergedOutcomes(deployment, now) : null;
            removed += await RemoveAsync(
                container,
                $"{deployment}/{Outcomes}/",
                before,
                name => current is null || !name.StartsWith(current, StringComparison.Ordinal),
                LinesAsync,
                cancellation
            );
            var ramping = await RampingAsync(deployment, cancellation);
            removed += await RemoveAsync(container, $"{deployment}/{History}/", before, name => name != ramping, null, cancellation);
        }

        return removed;
    }

    private static async Task<int> RemoveAsync(
        BlobContainerClient container,
        string prefix,
        DateTimeOffset before,
        Func<string, bool> isFree,
        Func<string, CancellationToken, Task>? first,
        CancellationToken cancellation
    )
    {
        var removed = 0;
        List<BlobItem> old = [];
        await foreach (var blob in container.ListAsync(prefix, cancellation))
        {
            if (blob.Properties.LastModified < before && isFree(blob.Name))
            {
                old.Add(blob);
            }
        }

        foreach (var blob in old)
        {
            await (first?.Invoke(blob.Name, cancellation) ?? Task.CompletedTask);
            removed += await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation) ? 1 : 0;
        }

        return removed;
    }

    // They hold request ids, which come once: nothing else has the same content.
    private async Task LinesAsync(string name, CancellationToken cancellation)
    {
        var part = await storage.Documents.ReadAsync<MergedOutcomes>(StorageLayout.Deployments, name, cancellation);
        foreach (var digest in new[] { part?.Value.Captures, part?.Value.Feedback }.OfType<Digest>())
        {
            await storage
                .Blobs.GetBlobContainerClient(StorageLayout.Cas)
                .DeleteBlobIfExistsAsync(digest.Hex, cancellationToken: cancellation);
        }
    }

    private async Task<string?> RampingAsync(string deployment, CancellationToken cancellation) =>
        (await models.AliasesAsync(deployment, cancellation)).Challenger is { } challenger
        && await models.FindAsync(deployment, challenger, cancellation) is { } version
            ? StorageLayout.RolloutCovariates(deployment, version.RunId)
            : null;
}
