using System.Collections.Concurrent;

namespace ServerlessML.Serving;

/// <summary>
/// Scores requests that wait at the same moment in one run: a run costs far more than one more row in it. Nobody waits for company: while a
/// place is free, a request is scored at once, where it is; those that come while all places are taken share the next run.
/// </summary>
internal sealed class Joiner(Func<Tensors> rent, Action<Tensors> giveBack, int places) : IThreadPoolWorkItem
{
    /// <summary>Of a request: larger ones gain little from company.</summary>
    public const int MostRows = 16;

    private readonly ConcurrentQueue<RowBatch> _waiting = new();
    private int _taken;
    private long _runs;

    /// <summary>How often the runtime was called.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>One for each processor: a request waits, which costs it a task of its own, only while all of them score.</summary>
    public static int UsualPlaces => Environment.ProcessorCount;

    /// <summary>Completes when the batch has its probabilities, or with what kept it from them.</summary>
    public ValueTask ScoreAsync(RowBatch batch)
    {
        if (_waiting.IsEmpty && TryTakePlace())
        {
            try
            {
                Score(batch);
                return default;
            }
            finally
            {
                LeavePlace();
            }
        }

        var scored = batch.WhenScored();
        _waiting.Enqueue(batch);
        CallForTheWaiting();
        return scored;
    }

    /// <summary>Scores what waits, on a place taken before.</summary>
    public void Execute()
    {
        // A batch in hand keeps the model; without one, it may be gone by now.
        if (!_waiting.TryDequeue(out var next))
        {
            LeavePlace();
            return;
        }

        var tensors = rent();
        do
        {
            tensors.Add(next);
        }
        while (tensors.HasRoom && _waiting.TryDequeue(out next));
        var good = TryRun(tensors);
        LeavePlace();
        try
        {
            foreach (var part in tensors.Parts)
            {
                Complete(part!, good);
            }
        }
        finally
        {
            giveBack(tensors);
        }
    }

    private void LeavePlace()
    {
        Interlocked.Decrement(ref _taken);
        if (!_waiting.IsEmpty)
        {
            CallForTheWaiting();
        }
    }

    // Behind the requests that the threads have before them, which so come along.
    private void CallForTheWaiting()
    {
        if (TryTakePlace())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // A full fence even when it fails: who has put a batch into the queue sees a place that was left before, or its leaver sees the batch.
    private bool TryTakePlace()
    {
        var taken = Interlocked.CompareExchange(ref _taken, 0, 0);
        while (taken < places)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }

    private bool TryRun(Tensors tensors)
    {
        try
        {
            Interlocked.Increment(ref _runs);
            tensors.Run();
            return true;
        }
        catch (Exception)
        {
            // Each is scored apart then: one request's rows must not fail another's.
            return false;
        }
    }

    private void Complete(RowBatch part, bool good)
    {
        if (!good)
        {
            try
            {
                Score(part);
            }
            catch (Exception failure)
            {
                part.Fail(failure);
                return;
            }
        }

        part.Succeed();
    }

    private void Score(RowBatch batch)
    {
        Interlocked.Increment(ref _runs);
        var tensors = rent();
        try
        {
            tensors.Add(batch);
            tensors.Run();
        }
        finally
        {
            giveBack(tensors);
        }
    }
}
