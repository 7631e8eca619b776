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

    public InstanceActor(string id, RuntimeCore core)
    {
        _id = id;
        _core = core;
        _instance = new(id, core, this);
    }

    /// <summary>False when the actor has retired; the instance then gets a new one.</summary>
    public bool TryPost(InstanceMessage message)
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            _mailbox.Enqueue(message);
            _wasUsed = true;
            if (_active)
                return true;
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
                RetireWhenIdle();
        }
    }

    public void Execute()
    {
        try
        {
            lock (_gate)
                (_batch, _mailbox) = (_mailbox, _batch);
            while (_batch.TryDequeue(out InstanceMessage? message))
                _instance.Handle(message);
            _instance.FinishTurn();
        }
        catch (Exception error)
        {
            _core.Fault(error);
            return;
        }

        lock (_gate)
        {
            _active = _mailbox.Count > 0;
            RetireWhenIdle();
        }

        if (_active)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Lets the instance go, unless it has something to do or was told something since it was last asked.</summary>
    public bool RetireWhenUnused()
    {
        lock (_gate)
        {
            if (_active || _retired || Volatile.Read(ref _uncommitted) > 0 || !_instance.CanBeForgotten)
                return false;
            if (!_wasUsed)
                Retire();
            _wasUsed = false;
            return _retired;
        }
    }

    // A finished instance is read from the database again, should anyone ask: all that it was must be there.
    private void RetireWhenIdle()
    {
        if (_active || _retired || Volatile.Read(ref _uncommitted) > 0 || !_instance.IsAtRest)
            return;
        Retire();
    }

    private void Retire()
    {
        _retired = true;
        _core.Forget(_id, this);
    }
}
