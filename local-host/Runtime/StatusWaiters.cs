using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>Wakes those who wait for an instance to start or to finish, once that is committed.</summary>
internal sealed class StatusWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.Ordinal);
    private Exception? _error;

    public static bool HasStarted(InstanceRow row) => row.Status != OrchestrationRuntimeStatus.Pending;

    public static bool HasFinished(InstanceRow row) => row.IsFinished;

    public Task<InstanceRow> WaitAsync(string id, Func<InstanceRow, bool> isReached)
    {
        TaskCompletionSource<InstanceRow> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_error is not null)
            {
                return Task.FromException<InstanceRow>(_error);
            }

            if (!_waiters.TryGetValue(id, out var waiters))
            {
                _waiters[id] = waiters = [];
            }

            waiters.Add(new(isReached, result));
        }

        return result.Task;
    }

    public void Changed(InstanceRow row)
    {
        lock (_gate)
        {
            if (!_waiters.TryGetValue(row.Id, out var waiters))
            {
                return;
            }

            waiters.RemoveAll(waiter => waiter.IsReached(row) && waiter.Result.TrySetResult(row));
            if (waiters.Count == 0)
            {
                _waiters.Remove(row.Id);
            }
        }
    }

    /// <summary>Lets go of a waiter who no longer waits.</summary>
    public void Leave(string id, Task<InstanceRow> task)
    {
        lock (_gate)
        {
            if (
                _waiters.TryGetValue(id, out var waiters)
                && waiters.RemoveAll(waiter => waiter.Result.Task == task) > 0
                && waiters.Count == 0
            )
            {
                _waiters.Remove(id);
            }
        }
    }

    public void Removed(string id)
    {
        lock (_gate)
        {
            if (_waiters.Remove(id, out var waiters))
            {
                waiters.ForEach(waiter => waiter.Result.TrySetException(LocalTaskClient.NoSuchInstance(id)));
            }
        }
    }

    public void FailAll(Exception error)
    {
        lock (_gate)
        {
            _error = error;
            foreach (var waiter in _waiters.Values.SelectMany(waiters => waiters))
            {
                waiter.Result.TrySetException(error);
            }

            _waiters.Clear();
        }
    }

    private sealed record Waiter(Func<InstanceRow, bool> IsReached, TaskCompletionSource<InstanceRow> Result);
}
