namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>
/// Runs an orchestrator's code on one thread, one piece after the other, in the order in which the pieces became ready.
/// Code that comes back to it at any other time waited for something that is not durable: that piece is not run but reported.
/// </summary>
internal sealed class TurnLoop : TaskScheduler
{
    private readonly Queue<Task> _ready = new();
    private readonly Action<string> _report;
    private readonly LoopContext _context;
    private int _thread;

    public TurnLoop(Action<string> report)
    {
        _report = report;
        _context = new(this);
    }

    public override int MaximumConcurrencyLevel => 1;

    public bool IsCurrent => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    public void Run(Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        try
        {
            var first = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, this);
            while (_ready.TryDequeue(out var next))
            {
                TryExecuteTask(next);
            }

            first.GetAwaiter().GetResult();
        }
        finally
        {
            Volatile.Write(ref _thread, 0);
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <exception cref="NonDurableAwaitException">The caller is not on the loop's thread.</exception>
    public void Require(string what)
    {
        if (IsCurrent)
        {
            return;
        }

        var text = $"The orchestrator called {what} outside of its own thread: it continued on something that is not a durable task.";
        _report(text);
        throw new NonDurableAwaitException(text);
    }

    public void Report(string text) => _report(text);

    protected override void QueueTask(Task task)
    {
        if (IsCurrent)
        {
            _ready.Enqueue(task);
        }
        else
        {
            _report(
                "The orchestrator awaited something that is not a durable task (such as Task.Delay, Task.Run or I/O); "
                    + "timers and activities are there for that."
            );
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];

    private sealed class LoopContext(TurnLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) =>
            Task.Factory.StartNew(() => d(state), CancellationToken.None, TaskCreationOptions.None, loop);

        public override void Send(SendOrPostCallback d, object? state)
        {
            loop.Require("back");
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
