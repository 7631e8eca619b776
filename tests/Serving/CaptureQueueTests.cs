using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class CaptureQueueTests
{
    [Fact]
    public void Offer_MoreThanFits_IsDroppedAndCounted()
    {
        var queue = new CaptureQueue();
        for (var i = 0; i < CaptureQueue.MaxRecords + 5; i++)
        {
            queue.Offer(new Captured("d", default, [1]));
        }

        Assert.Equal(5, queue.Dropped);
    }

    [Fact]
    public void Offer_MoreBytesThanFit_IsDroppedUntilThereIsRoom()
    {
        var queue = new CaptureQueue();
        var large = new Captured("d", default, new byte[CaptureQueue.MaxBytes / 2]);
        queue.Offer(large);
        queue.Offer(large);
        queue.Offer(large);
        Assert.Equal(1, queue.Dropped);

        queue.Settle([large], stored: true);
        queue.Offer(large);
        Assert.Equal((1, 1), (queue.Dropped, queue.Stored));
    }
}
