using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving;

/// <summary>Writes captures as NDJSON blobs, one for each deployment and hour of a batch; a graceful stop writes what is left.</summary>
public sealed class CaptureUploader(
    GatewayOptions options, CaptureQueue queue, StorageClients storage, Replica replica, TimeProvider time, ILogger<CaptureUploader> log) : BackgroundService
{
    private readonly BlobLines _blobs = new(storage.Blobs.GetBlobContainerClient(StorageLayout.Captures), replica);

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
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = await CollectAsync();
            foreach (var group in batch.GroupBy(record => (record.Deployment, Hour: record.At.UtcTicks / TimeSpan.TicksPerHour)))
            {
                var name = _blobs.Name(group.Key.Deployment, new DateTimeOffset(group.Key.Hour * TimeSpan.TicksPerHour, TimeSpan.Zero));
                lines.ResetWrittenCount();
                var count = Write(lines, group);
                await UploadAsync(name, lines.WrittenMemory, count, stoppingToken);
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

    private int Write(ArrayBufferWriter<byte> lines, IEnumerable<Captured> records)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(lines);
        foreach (var record in records)
        {
            CaptureLine.Write(json, record);
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
            queue.Release(record);
            count++;
        }

        return count;
    }

    private async Task UploadAsync(string name, ReadOnlyMemory<byte> lines, int count, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _blobs.WriteAsync(name, lines, stopping);
                queue.Settle(count, stored: true);
                return;
            }
            catch (Exception failure)
            {
                var giveUp = stopping.IsCancellationRequested || queue.IsComplete;
                log.LogWarning("{Count} captures {Outcome}: {Reason}", count, giveUp ? "are given up" : "wait for storage", failure.Message.Split('\n', 2)[0]);
                if (giveUp)
                {
                    queue.Settle(count, stored: false);
                    return;
                }
            }

            await Task.Delay(options.CaptureInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
