using System.Threading.Channels;

namespace ServerlessML.Serving.Shadow;

/// <summary>The queue between the requests and the shadows. Offering never waits: what does not fit is dropped and counted.</summary>
public sealed class ShadowQueue(RowCopies copies)
{
    public const int MaxRequests = 1_024;
    public const long MaxBytes = 32 * 1024 * 1024;

    private readonly Channel<ShadowWork> _channel = Channel.CreateBounded<ShadowWork>(MaxRequests);
    private long _bytes;

    public ChannelReader<ShadowWork> Reader => _channel.Reader;

    /// <summary>Requests that wait.</summary>
    public int Depth => _channel.Reader.Count;

    /// <param name="shadow">A shadow of the plan that the request is answered under.</param>
    /// <param name="batch">Scored; copied.</param>
    /// <param name="requestId">For the log.</param>
    /// <param name="answered">The rows as the model had them that answered, where the batch is the shadow's own.</param>
    public void Offer(AppliedShadow shadow, RowBatch batch, string requestId, RowBatch? answered = null)
    {
        // Asked before copying: a shadow that does not keep up should cost least just then.
        if (Depth >= MaxRequests || Interlocked.Read(ref _bytes) > MaxBytes)
        {
            shadow.Counts.Dropped();
            return;
        }

        // Not while its plan is replaced, and it is drained.
        if (!shadow.TryHold())
        {
            return;
        }

        var work = new ShadowWork(shadow, copies.Of(batch, answered), requestId);
        Interlocked.Add(ref _bytes, work.Rows.Size);
        if (!_channel.Writer.TryWrite(work))
        {
            shadow.Counts.Dropped();
            Done(work);
        }
    }

    /// <summary>The work is scored, or dropped.</summary>
    public void Done(ShadowWork work)
    {
        Interlocked.Add(ref _bytes, -work.Rows.Size);
        copies.Return(work.Rows);
        work.Shadow.LetGo();
    }

    /// <summary>No more will come.</summary>
    public void Complete() => _channel.Writer.TryComplete();
}
