using System.Globalization;
using System.Threading.Channels;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving;

/// <summary>Writes captures as NDJSON blobs, one for each deployment and hour of a batch; a graceful stop writes what is left.</summary>
public sealed class CaptureUploader(
    GatewayOptions options, CaptureQueue queue, StorageClients storage, TimeProvider time, ILogger<CaptureUploader> log) : BackgroundService
{
    private readonly BlobContainerClient _container = storage.Blobs.GetBlobContainerClient(StorageLayout.Captures);
    private bool _containerIsThere;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server has stopped before us, so nothing more is offered.
        queue.Complete();
        if (ExecuteTask is { } draining)
        {
            await draining.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = await CollectAsync();
            foreach (var group in batch.GroupBy(record => (record.Deployment, Hour: record.At.UtcDateTime.ToString("yyyy/MM/dd/HH", CultureInfo.InvariantCulture))))
            {
                await UploadAsync($"{group.Key.Deployment}/{group.Key.Hour}/{Guid.NewGuid():N}.ndjson", [.. group], stoppingToken);
            }
        }
    }

    private async Task<List<Captured>> CollectAsync()
    {
        var batch = new List<Captured>();
        using var window = new CancellationTokenSource(options.CaptureInterval, time);
        try
        {
            while (batch.Count < options.CaptureBatch)
            {
                batch.Add(await queue.Reader.ReadAsync(window.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException)
        {
            // The window is over, or the gateway stops.
        }

        return batch;
    }

    private async Task UploadAsync(string name, List<Captured> records, CancellationToken stopping)
    {
        using var content = new MemoryStream();
        foreach (var record in records)
        {
            content.Write(record.Line);
            content.WriteByte((byte)'\n');
        }

        while (true)
        {
            try
            {
                await EnsureContainerAsync(stopping);
                content.Position = 0;
                await _container.GetBlobClient(name).UploadAsync(content, OnlyOnce(), stopping);
                queue.Settle(records, stored: true);
                return;
            }
            catch (RequestFailedException answer) when (answer.ErrorCode == BlobErrorCode.BlobAlreadyExists)
            {
                // The answer to an earlier attempt was lost; the blob was not.
                queue.Settle(records, stored: true);
                return;
            }
            catch (Exception failure)
            {
                _containerIsThere = false;
                var giveUp = stopping.IsCancellationRequested || queue.IsComplete;
                log.LogWarning("{Count} captures {Outcome}: {Reason}", records.Count, giveUp ? "are given up" : "wait for storage", failure.Message.Split('\n', 2)[0]);
                if (giveUp)
                {
                    queue.Settle(records, stored: false);
                    return;
                }
            }

            await Task.Delay(options.CaptureInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EnsureContainerAsync(CancellationToken stopping)
    {
        if (!_containerIsThere)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: stopping);
            _containerIsThere = true;
        }
    }

    private static BlobUploadOptions OnlyOnce() =>
        new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, HttpHeaders = new BlobHttpHeaders { ContentType = "application/x-ndjson" } };
}
