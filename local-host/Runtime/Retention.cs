using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>Purges finished instances once they are past their time, some at once, while all else runs.</summary>
internal sealed class Retention : IDisposable
{
    private const int AtOnce = 500;

    private readonly RuntimeCore _core;
    private readonly ITimer? _timer;
    private int _isBusy;

    public Retention(RuntimeCore core, TimeProvider time)
    {
        _core = core;
        if (core.Options.Retention.Count > 0)
        {
            _timer = time.CreateTimer(_ => _ = LookAsync(), null, core.Options.RetentionPeriod, core.Options.RetentionPeriod);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
        {
            return;
        }

        try
        {
            foreach ((var status, var age) in _core.Options.Retention)
            {
                await PurgeAsync(status, _core.Now - age);
            }
        }
        catch (ObjectDisposedException)
        {
            // The runtime has stopped meanwhile.
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async Task PurgeAsync(OrchestrationRuntimeStatus status, DateTime before)
    {
        while (!_core.Stopped.IsCompleted && _core.Reader.FinishedBefore(status, before, AtOnce) is { Count: > 0 } ids)
        {
            Task all = Task.WhenAll(
                ids.Select(id =>
                {
                    TaskCompletionSource<bool> caller = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    _core.Post(id, new InstanceMessage.Purge(caller));
                    return caller.Task;
                })
            );
            await Task.WhenAny(all, _core.Stopped);
        }
    }
}
