using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving;

/// <summary>Writes outcomes as NDJSON blobs, one for each deployment of a batch, named by the hour of arrival; a graceful stop writes what is left.</summary>
public sealed class FeedbackUploader(
    GatewayOptions options, FeedbackQueue queue, StorageClients storage, Replica replica, TimeProvider time, ILogger<FeedbackUploader> log) : BackgroundService
{
    private readonly BlobLines _blobs = new(storage.Blobs.GetBlobContainerClient(StorageLayout.Feedback), replica);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server has stopped before us, so nothing more is taken.
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
            foreach (var group in batch.GroupBy(one => one.Deployment))
            {
                var outcomes = group.Select(one => one.Outcome).ToList();
                await UploadAsync(_blobs.Name(group.Key, outcomes[0].ReceivedAt), Lines(outcomes), outcomes.Count, stoppingToken);
            }
        }
    }

    private async Task<List<(string Deployment, Outcome Outcome)>> CollectAsync()
    {
        var batch = new List<(string, Outcome)>();
        using var window = new CancellationTokenSource(options.CaptureInterval, time);
        try
        {
            while (batch.Count < FeedbackReader.MostOutcomes)
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

    private static ReadOnlyMemory<byte> Lines(IEnumerable<Outcome> outcomes)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var outcome in outcomes)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(outcome, Wire.Options));
            lines.Write("\n"u8);
        }

        return lines.WrittenMemory;
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
                log.LogWarning("{Count} outcomes {Outcome}: {Reason}", count, giveUp ? "are lost" : "wait for storage", failure.Message.Split('\n', 2)[0]);
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
