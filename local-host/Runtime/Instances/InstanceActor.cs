using System.Diagnostics.CodeAnalysis;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>The mailbox of one instance: its messages are handled one after the other, on whatever thread of the pool is free.</summary>
internal sealed class InstanceActor : IThreadPoolWorkItem
{
    private readonly string _id;
    private readonly RuntimeCore _core;
    private readonly Instance _instance;
    private readonly Lock _gate = new();
    private Queue<InstanceMessage> _mailbox = new();
    private Queue<InstanceMessage> _batch = new();
    private bool _active;
    private bool _retired;
    private bool _wasUsed = true;
    private int _uncommitted;
    private long _busySince;

    public InstanceActor(string id, RuntimeCore core)
    {
        _id = id;
        _core = core;
        _instance = new(id, core, this);
    }

    public bool HasUncommitted => Volatile.Read(ref _uncommitted) > 0;

    /// <summary>Whether the runtime has turned away from it: its thread is held by code that blocks.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>False when the actor has retired; the instance then gets a new one.</summary>
    public bool TryPost(InstanceMessage message)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return false;
            }

            _mailbox.Enqueue(message);
            _wasUsed = true;
            if (_active)
            {
                return true;
            }

            _active = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    public void UnitSubmitted() => Interlocked.Increment(ref _uncommitted);

    public void UnitCommitted()
    {
        lock (_gate)
        {
            if (Interlocked.Decrement(ref _uncommitted) == 0)
            {
                RetireWhenIdle();
            }
        }
    }

    public void Execute()
    {
        try
        {
            lock (_gate)
            {
                (_batch, _mailbox) = (_mailbox, _batch);
            }

            Volatile.Write(ref _busySince, Environment.TickCount64);
            while (TryTake(out var message))
            {
                _instance.Handle(message);
            }

            _instance.FinishTurn();
            Volatile.Write(ref _busySince, 0);
        }
        catch (Exception) when (IsGivenUp)
        {
            return;
        }
        catch (Exception error)
        {
            _core.Fault(error);
            return;
        }

        if (IsGivenUp)
        {
            return;
        }

        lock (_gate)
        {
            _active = _mailbox.Count > 0;
            RetireWhenIdle();
        }

        if (_active)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Lets the instance go, unless it has something to do or was told something since it was last asked.</summary>
    public bool RetireWhenUnused()
    {
        lock (_gate)
        {
            if (_active || _retired || Volatile.Read(ref _uncommitted) > 0 || !_instance.CanBeForgotten)
            {
                return false;
            }

            if (!_wasUsed)
            {
                Retire();
            }

            _wasUsed = false;
            return _retired;
        }
    }

    /// <summary>
    /// Gives the actor up when one message has kept it busy since before the given tick: its thread cannot be had back. What it was still
    /// to be told goes to another one, which fails the instance first.
    /// </summary>
    public void GiveUpWhenBusySince(long tick, string text)
    {
        List<InstanceMessage> untold;
        lock (_gate)
        {
            var since = Volatile.Read(ref _busySince);
            // Its last turn may still be on the way to the disk; the next look will find it there.
            if (since == 0 || since > tick || _retired || HasUncommitted)
            {
                return;
            }

            IsGivenUp = true;
            untold = [.. _batch, .. _mailbox];
            _batch.Clear();
            _mailbox.Clear();
            Retire();
        }

        _core.Post(_id, new InstanceMessage.Blocked(text));
        untold.ForEach(message => _core.Post(_id, message));
        _instance.DropOpenTurn();
    }

    private bool TryTake([NotNullWhen(true)] out InstanceMessage? message)
    {
        lock (_gate)
        {
            if (!_batch.TryDequeue(out message))
            {
                return false;
            }
        }

        Volatile.Write(ref _busySince, Environment.TickCount64);
        return true;
    }

    // A finished instance is read from the database again, should anyone ask: all that it was must be there.
    private void RetireWhenIdle()
    {
        if (_active || _retired || Volatile.Read(ref _uncommitted) > 0 || !_instance.IsAtRest)
        {
            return;
        }

        Retire();
    }

    private void Retire()
    {
        _retired = true;
        _core.Forget(_id, this);
    }
}
