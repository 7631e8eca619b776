using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>Runs activities, so many at a time. One whose end was not recorded when the runtime stopped runs again after a start.</summary>
internal sealed class ActivityDispatcher(RuntimeCore core) : IDisposable
{
    private readonly Channel<ActivityRow> _calls = Channel.CreateUnbounded<ActivityRow>();
    private readonly ConcurrentDictionary<long, bool> _held = new();
    private readonly CancellationTokenSource _stop = new();
    private Task[] _workers = [];

    public void Add(ActivityRow call)
    {
        if (_held.TryAdd(call.Row, true))
        {
            _calls.Writer.TryWrite(call);
        }
    }

    /// <summary>Whether the call waits here, runs, or has ended without that being recorded yet.</summary>
    public bool Holds(long row) => _held.ContainsKey(row);

    /// <summary>The call's end is recorded.</summary>
    public void Recorded(long row) => _held.TryRemove(row, out _);

    public void Start() => _workers = [.. Enumerable.Range(0, core.Options.MaxConcurrentActivities).Select(_ => Task.Run(WorkAsync))];

    public void Stop()
    {
        _calls.Writer.TryComplete();
        _stop.Cancel();
    }

    public Task FinishAsync(CancellationToken cancellation) => Task.WhenAll(_workers).WaitAsync(cancellation);

    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync()
    {
        await foreach (var call in _calls.Reader.ReadAllAsync())
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            await RunAsync(call);
        }
    }

    private async Task RunAsync(ActivityRow call)
    {
        string? result = null;
        TaskFailureDetails? failure = null;
        try
        {
            if (core.Registry.FindActivity(call.Name) is { } run)
            {
                ActivityCall asked = new()
                {
                    Name = call.Name,
                    InstanceId = call.InstanceId,
                    SerializedInput = call.Input,
                    TaskId = call.TaskId,
                };
                result = core.Options.DataConverter.Serialize(await run(asked, _stop.Token));
            }
            else
            {
                failure = new(MissingTask.Activity, $"No activity named '{call.Name}' is registered.", null, null, null);
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The stop may be what made it fail, under whatever name; it runs again after the next start.
            return;
        }
        catch (Exception error)
        {
            core.Log.LogWarning(error, "Activity '{Activity}' (#{TaskId}) of '{Instance}' failed", call.Name, call.TaskId, call.InstanceId);
            failure = TaskFailureDetails.FromException(error);
        }

        core.Post(call.InstanceId, new InstanceMessage.ActivityFinished(call, result, failure));
    }
}
