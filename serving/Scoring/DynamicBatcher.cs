using System.Collections.Concurrent;
using ServerlessML.Models;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// Scores requests of the same moment in one run of the model: a run costs far more than one more row in it. Nobody waits for company that
/// is not there: a request is scored at once, where it is, unless other work already waits for a thread. Then the run is put behind that
/// work, and the requests among it join the batch. So batches grow with the load, and there is no delay to choose.
/// </summary>
/// <param name="rent">Gives empty tensors.</param>
/// <param name="giveBack">Takes them back.</param>
/// <param name="places">The most runs at a time.</param>
/// <param name="isCrowded">Whether other work waits for a thread; null asks the thread pool.</param>
internal sealed class DynamicBatcher(Func<Tensors> rent, Action<Tensors> giveBack, int places, Func<bool>? isCrowded = null)
    : IThreadPoolWorkItem
{
    /// <summary>The largest request that is batched with others: larger ones gain little.</summary>
    public const int MostRows = 16;

    private readonly ConcurrentQueue<RowBatch> _waiting = new();
    private readonly Func<bool> _isCrowded = isCrowded ?? (static () => ThreadPool.PendingWorkItemCount > 0);
    private int _taken;
    private long _runs;

    /// <summary>How often the runtime was called.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Completes when the batch has its probabilities, or with what kept it from them.</summary>
    public ValueTask ScoreAsync(RowBatch batch)
    {
        if (_waiting.IsEmpty && !_isCrowded() && TryTakePlace())
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
        } while (tensors.HasRoom && _waiting.TryDequeue(out next));
        var good = TryRun(tensors);
        LeavePlace();
        try
        {
            ModelLimitException? broken = null;
            foreach (var part in tensors.Parts)
            {
                Complete(part!, good, ref broken);
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

    private void Complete(RowBatch part, bool good, ref ModelLimitException? broken)
    {
        if (!good)
        {
            try
            {
                // One that breaks a limit is enough: apart, each of them might take as long.
                if (broken is not null)
                {
                    part.Fail(broken);
                    return;
                }

                Score(part);
            }
            catch (Exception failure)
            {
                broken = failure as ModelLimitException;
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
