using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>Events that wait for the code, and code that waits for events: both served in order, by name without regard to case.</summary>
internal sealed class ExternalEvents(TurnLoop loop, DataConverter converter)
{
    private readonly Dictionary<string, LinkedList<Action<string?>>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<(long Order, string Name, string? Payload)>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private long _raised;

    public int WaiterCount { get; private set; }

    /// <summary>The events that no code has taken, in the order in which they came.</summary>
    public IEnumerable<(string Name, string? Payload)> Unprocessed
        => _waiting.Values.SelectMany(queue => queue).OrderBy(item => item.Order).Select(item => (item.Name, item.Payload));

    public void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out LinkedList<Action<string?>>? waiters) && waiters.First is { } first)
        {
            Remove(waiters, first);
            first.Value(payload);
            return;
        }

        if (!_waiting.TryGetValue(name, out Queue<(long, string, string?)>? queue))
            _waiting[name] = queue = new();
        queue.Enqueue((_raised++, name, payload));
    }

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        TaskCompletionSource<T> result = new();
        if (_waiting.TryGetValue(name, out Queue<(long Order, string Name, string? Payload)>? queue) && queue.TryDequeue(out var item))
        {
            Complete(result, item.Payload);
            return result.Task;
        }

        if (!_waiters.TryGetValue(name, out LinkedList<Action<string?>>? waiters))
            _waiters[name] = waiters = new();
        CancellationTokenRegistration registration = default;
        LinkedListNode<Action<string?>> node = waiters.AddLast(payload =>
        {
            registration.Dispose();
            Complete(result, payload);
        });
        WaiterCount++;
        registration = cancellation.Register(() =>
        {
            loop.Require("cancel of an event's wait");
            if (node.List is null)
                return;
            Remove(waiters, node);
            result.TrySetCanceled(cancellation);
        });
        return result.Task;
    }

    private void Remove(LinkedList<Action<string?>> waiters, LinkedListNode<Action<string?>> node)
    {
        waiters.Remove(node);
        WaiterCount--;
    }

    private void Complete<T>(TaskCompletionSource<T> result, string? payload)
    {
        T? value;
        try
        {
            value = converter.Deserialize<T>(payload);
        }
        catch (Exception error)
        {
            result.SetException(error);
            return;
        }

        result.SetResult(value!);
    }
}
