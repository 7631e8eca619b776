using System.Threading.Channels;

namespace ServerlessML.Serving.Capture;

/// <summary>The queue between the requests and the uploads. Offering never waits: what does not fit is dropped and counted.</summary>
public sealed class CaptureQueue(RowCopies copies) : ILinesQueue<Captured>
{
    public const int MaxRecords = 10_000;
    public const long MaxBytes = 64 * 1024 * 1024;

    private readonly Channel<Captured> _channel = Channel.CreateBounded<Captured>(
        new BoundedChannelOptions(MaxRecords) { SingleReader = true }
    );

    private long _bytes;
    private long _dropped;
    private long _stored;

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Records that wait.</summary>
    public int Depth => _channel.Reader.Count;

    public bool IsComplete { get; private set; }

    public ChannelReader<Captured> Reader => _channel.Reader;

    public void Offer(Captured captured)
    {
        if (Interlocked.Add(ref _bytes, captured.Rows.Size) > MaxBytes || !_channel.Writer.TryWrite(captured))
        {
            Release(captured);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>The record is written as a line, or dropped: its copy is free.</summary>
    public void Release(Captured captured)
    {
        Interlocked.Add(ref _bytes, -captured.Rows.Size);
        copies.Return(captured.Rows);
    }

    /// <summary>Counts lines as stored, or as given up.</summary>
    public void Settle(int count, bool stored) => Interlocked.Add(ref stored ? ref _stored : ref _dropped, count);

    /// <summary>No more will come; the reader ends after what is there.</summary>
    public void Complete()
    {
        IsComplete = true;
        _channel.Writer.TryComplete();
    }
}
