using System.Buffers;
using System.Threading.Channels;

namespace ServerlessML.Serving.Capture;

/// <summary>
/// Writes what a queue holds as NDJSON blobs, some at a time, and waits for storage as long as the gateway runs; a graceful stop writes
/// what is left.
/// </summary>
/// <param name="queue">Where it comes from.</param>
/// <param name="blobs">Where it goes.</param>
/// <param name="most">Of one batch.</param>
/// <param name="interval">From the first of a batch until it is written, and between two tries.</param>
/// <param name="what">They are called in the log.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Of the one who derives.</param>
public abstract class LinesUploader<T>(
    ILinesQueue<T> queue,
    BlobLines blobs,
    int most,
    TimeSpan interval,
    string what,
    TimeProvider time,
    ILogger log
) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server has stopped before us, so nothing more comes.
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
            foreach (var (deployment, hour, group) in Grouped(await CollectAsync()))
            {
                lines.ResetWrittenCount();
                var count = Write(lines, group);
                await UploadAsync(blobs.Name(deployment, hour), lines.WrittenMemory, count, stoppingToken);
            }
        }
    }

    /// <summary>What goes into one blob each.</summary>
    protected abstract IEnumerable<(string Deployment, DateTimeOffset Hour, IEnumerable<T> Group)> Grouped(IEnumerable<T> batch);

    /// <returns>How many lines were written.</returns>
    protected abstract int Write(IBufferWriter<byte> lines, IEnumerable<T> group);

    private async Task<List<T>> CollectAsync()
    {
        var batch = new List<T>();
        using var window = new CancellationTokenSource(interval, time);
        try
        {
            while (batch.Count < most)
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

    private async Task UploadAsync(string name, ReadOnlyMemory<byte> lines, int count, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await blobs.WriteAsync(name, lines, stopping);
                queue.Settle(count, stored: true);
                return;
            }
            catch (Exception failure)
            {
                var giveUp = stopping.IsCancellationRequested || queue.IsComplete;
                log.LogWarning(
                    "{Count} {What} {Outcome}: {Reason}",
                    count,
                    what,
                    giveUp ? "are dropped" : "wait for storage",
                    failure.Message.Split('\n', 2)[0]
                );
                if (giveUp)
                {
                    queue.Settle(count, stored: false);
                    return;
                }
            }

            await Task.Delay(interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
