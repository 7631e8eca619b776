using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>
/// Events that wait for the code, in the order in which they came, and code that waits for events, of which the last to wait is the first
/// to be served, as in the SDK; by name without regard to case.
/// </summary>
internal sealed class ExternalEvents(TurnLoop loop, DataConverter converter)
{
    private readonly Dictionary<string, LinkedList<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<(long Order, string Name, string? Payload)>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private long _raised;

    public int WaiterCount { get; private set; }

    /// <summary>The events that no code has taken, in the order in which they came.</summary>
    public IEnumerable<(string Name, string? Payload)> Unprocessed =>
        _waiting.Values.SelectMany(queue => queue).OrderBy(item => item.Order).Select(item => (item.Name, item.Payload));

    public void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out var waiters) && waiters.First is { } first)
        {
            Remove(waiters, first);
            first.Value.Take(payload);
            return;
        }

        if (!_waiting.TryGetValue(name, out Queue<(long, string, string?)>? queue))
        {
            _waiting[name] = queue = new();
        }

        queue.Enqueue((_raised++, name, payload));
    }

    /// <exception cref="ArgumentException">The events of that name are waited for as another type.</exception>
    public Task<T> WaitAsync<T>(string name, CancellationToken cancellation)
    {
        if (!_waiters.TryGetValue(name, out var waiters))
        {
            _waiters[name] = waiters = new();
        }

        if (waiters.First is { } other && other.Value.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Events '{name}' are waited for as {other.Value.Type}, and cannot be waited for as {typeof(T)} too.",
                nameof(name)
            );
        }

        TaskCompletionSource<T> result = new();
        if (_waiting.TryGetValue(name, out var queue) && queue.TryDequeue(out var item))
        {
            result.SetResult(converter.Deserialize<T>(item.Payload)!);
        }
        else if (cancellation.IsCancellationRequested)
        {
            result.SetCanceled(cancellation);
        }
        else
        {
            Wait(waiters, result, cancellation);
        }

        return result.Task;
    }

    private void Wait<T>(LinkedList<Waiter> waiters, TaskCompletionSource<T> result, CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = default;
        var node = waiters.AddFirst(new Waiter(typeof(T), payload =>
            {
                registration.Dispose();
                result.SetResult(converter.Deserialize<T>(payload)!);
            }));
        WaiterCount++;
        registration = cancellation.Register(() =>
        {
            loop.Require("cancel of an event's wait");
            if (node.List is null)
            {
                return;
            }

            Remove(waiters, node);
            result.TrySetCanceled(cancellation);
        });
    }

    private void Remove(LinkedList<Waiter> waiters, LinkedListNode<Waiter> node)
    {
        waiters.Remove(node);
        WaiterCount--;
    }

    private sealed record Waiter(Type Type, Action<string?> Take);
}
