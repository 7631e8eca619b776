using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class CaptureQueueTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });
    private readonly RowCopies _copies = new();

    public void Dispose() => _model.LetGo();

    [Fact]
    public void Offer_MoreThanFits_IsDroppedAndCounted()
    {
        var queue = new CaptureQueue(_copies);
        for (var i = 0; i < CaptureQueue.MaxRecords + 5; i++)
        {
            queue.Offer(Record(""));
        }

        Assert.Equal((5, CaptureQueue.MaxRecords), (queue.Dropped, queue.Depth));
    }

    [Fact]
    public void Offer_MoreBytesThanFit_IsDroppedUntilThereIsRoom()
    {
        var queue = new CaptureQueue(_copies);
        var text = new string('x', (int)(CaptureQueue.MaxBytes * 2 / 5));
        for (var i = 0; i < 3; i++)
        {
            queue.Offer(Record(text));
        }

        Assert.Equal((1, 2), (queue.Dropped, queue.Depth));

        Assert.True(queue.Reader.TryRead(out var first));
        queue.Release(first);
        queue.Settle(1, stored: true);
        queue.Offer(Record(text));
        Assert.Equal((1, 1, 2), (queue.Dropped, queue.Stored, queue.Depth));
    }

    private Captured Record(string text)
    {
        var batch = _model.RentBatch();
        Assert.Null(RowReader.Read(Bodies.Of([1], [text]), batch, 1));
        var copy = _copies.Of(batch);
        _model.Return(batch);
        return new Captured("d", default, "r", 1, 1, Lane.Live, null, AnswerShape.Of(copy.Plan, null, 1), copy, default);
    }
}
