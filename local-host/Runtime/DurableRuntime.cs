using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>
/// Runs orchestrations and activities over one SQLite database. What was committed survives the end of the process at any point:
/// the next start goes on from there. An activity runs at least once; its end is recorded exactly once.
/// </summary>
public sealed class DurableRuntime : IAsyncDisposable
{
    private readonly StoreLock _lock;
    private readonly RuntimeCore _core;
    private readonly Unfinished _unfinished;
    private int _state;

    private DurableRuntime(StoreLock storeLock, RuntimeCore core)
    {
        _lock = storeLock;
        _core = core;
        // Read before anyone can add to it, so that nothing is told twice.
        _unfinished = new(core.Reader.Activities(), core.Reader.Timers(), core.Reader.UnstartedInstances(), core.Reader.Messages());
        Client = new LocalTaskClient(core);
    }

    public DurableTaskClient Client { get; }

    /// <summary>Ends when the runtime stops, with a <see cref="DurableRuntimeException"/> when its database could not be written.</summary>
    public Task Stopped => _core.Stopped;

    /// <exception cref="DurableRuntimeException">Another process holds the database, or it cannot be used.</exception>
    public static DurableRuntime Open(DurableRuntimeOptions options, TaskRegistry registry, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentActivities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TimerEarliness, TimeSpan.Zero);
        var storeLock = StoreLock.Take(options.DatabasePath);
        try
        {
            return new(storeLock, new(options, registry, time, logs, new(options)));
        }
        catch
        {
            storeLock.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with what was unfinished, and begins to run activities and timers.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
        {
            throw new InvalidOperationException("The durable runtime is started already.");
        }

        _unfinished.Instances.ForEach(id => _core.Post(id, new InstanceMessage.Start()));
        _unfinished.Messages.ForEach(message => _core.Post(message.Target, new InstanceMessage.Delivered(message)));
        _unfinished.Activities.ForEach(_core.Activities.Add);
        _unfinished.Timers.ForEach(_core.Timers.Add);
        _core.Activities.Start();
        _core.Timers.Start();
        _core.Watchdog.Start();
        return Task.CompletedTask;
    }

    /// <summary>Asks running activities to stop, waits for them, and closes the database.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _state, 2) == 2)
        {
            return;
        }

        _core.Activities.Stop();
        try
        {
            await _core.Activities.FinishAsync(cancellation);
            await _core.SettleAsync(cancellation);
            _core.Activities.Dispose();
        }
        finally
        {
            Close(commitWaiting: true);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>Looks at once for work that nobody does.</summary>
    internal Task<IReadOnlyList<Inconsistency>> WatchAsync() => _core.Watchdog.LookAsync();

    /// <summary>Stops as a killed process would: what is not committed is lost.</summary>
    internal void Abandon()
    {
        if (Interlocked.Exchange(ref _state, 2) == 2)
        {
            return;
        }

        Close(commitWaiting: false);
        _core.Activities.Stop();
    }

    private void Close(bool commitWaiting)
    {
        _core.Close(commitWaiting);
        _lock.Dispose();
    }

    private sealed record Unfinished(
        List<ActivityRow> Activities,
        List<TimerRow> Timers,
        List<string> Instances,
        List<MessageRow> Messages
    );
}
