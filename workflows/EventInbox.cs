using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>
/// Takes the events of one name in turn. One waiter at a time: an abandoned one would swallow the event that its successor waits for.
/// </summary>
internal sealed class EventInbox<T>(TaskOrchestrationContext context, string name)
{
    private Task<T>? _next;

    /// <summary>Ends when there is an event to take; may be left and asked for again.</summary>
    public Task<T> Next => _next ??= context.WaitForExternalEvent<T>(name);

    public async Task<T> TakeAsync()
    {
        var taken = await Next;
        _next = null;
        return taken;
    }
}
