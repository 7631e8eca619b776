using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Access;

/// <summary>
/// Follows the document of the keys. While storage is away, or holds something else, the keys that were known last count on.
/// </summary>
public sealed class KeyWatch(
    GatewayOptions options,
    KeyRing ring,
    LocalCache cache,
    StorageClients storage,
    TimeProvider time,
    ILogger<KeyWatch> log
) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ETag? _seen;
    private string? _problem;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!ring.IsOpen)
        {
            if (cache.Keys() is { } kept)
            {
                _ = TryTake(kept);
            }

            await LookAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Looks once at what has changed since.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var conditions = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = _seen } };
            var answer = await storage
                .Blobs.GetBlobContainerClient(StorageLayout.Deployments)
                .GetBlobClient(StorageLayout.GatewayKeys)
                .DownloadContentAsync(conditions, limit.Token);
            if (answer.GetRawResponse().Status != 304)
            {
                Take(answer.Value.Content.ToMemory().Span, answer.Value.Details.ETag);
            }

            _problem = null;
        }
        catch (RequestFailedException unchanged) when (unchanged.Status == 304)
        {
            _problem = null;
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            // No key was made yet, or the last document was taken away: nobody has one.
            ring.Take(new());
            cache.KeepKeys("{}"u8);
            (_seen, _problem) = (null, null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            var problem = failure.Message.Split('\n', 2)[0].Trim();
            if (_problem != problem)
            {
                log.LogWarning("The keys cannot be read; those read last stay valid: {Reason}", problem);
            }

            _problem = problem;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ring.IsOpen)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.DiscoveryInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private void Take(ReadOnlySpan<byte> document, ETag tag)
    {
        // Not looked at again until it changes, whatever it holds.
        _seen = tag;
        if (TryTake(document))
        {
            cache.KeepKeys(document);
        }
    }

    private bool TryTake(ReadOnlySpan<byte> document)
    {
        try
        {
            ring.Take(JsonSerializer.Deserialize<GatewayKeys>(document, Wire.Options) ?? new());
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            log.LogError(
                "{Container}/{Name} does not hold the gateway's keys; those read last stay valid: {Reason}",
                StorageLayout.Deployments,
                StorageLayout.GatewayKeys,
                wrong.Message
            );
            return false;
        }
    }
}
