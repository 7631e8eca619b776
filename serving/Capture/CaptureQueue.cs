using System.Threading.Channels;

namespace ServerlessML.Serving;

/// <summary>Between the requests and the uploads. Offering never waits: what does not fit is dropped and counted.</summary>
public sealed class CaptureQueue
{
    public const int MaxRecords = 10_000;
    public const long MaxBytes = 64 * 1024 * 1024;

    private readonly Channel<Captured> _channel =
        Channel.CreateBounded<Captured>(new BoundedChannelOptions(MaxRecords) { SingleReader = true });

    private long _bytes;
    private long _dropped;
    private long _stored;

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Stored => Interlocked.Read(ref _stored);

    public bool IsComplete { get; private set; }

    public ChannelReader<Captured> Reader => _channel.Reader;

    public void Offer(Captured captured)
    {
        if (Interlocked.Add(ref _bytes, captured.Line.Length) > MaxBytes || !_channel.Writer.TryWrite(captured))
        {
            Interlocked.Add(ref _bytes, -captured.Line.Length);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>The records have left the queue's memory: in storage, or given up.</summary>
    public void Settle(IReadOnlyCollection<Captured> records, bool stored)
    {
        Interlocked.Add(ref _bytes, -records.Sum(record => (long)record.Line.Length));
        Interlocked.Add(ref stored ? ref _stored : ref _dropped, records.Count);
    }

    /// <summary>No more will come; the reader ends after what is there.</summary>
    public void Complete()
    {
        IsComplete = true;
        _channel.Writer.TryComplete();
    }
}
