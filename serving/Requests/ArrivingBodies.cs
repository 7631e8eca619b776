namespace ServerlessML.Serving.Requests;

/// <summary>
/// Requests whose body is still on its way. They have no place in the gate yet, so that slow clients take none from others; when they are
/// as many as the gate has places, the one that has taken longest is cut off for the next.
/// </summary>
public sealed class ArrivingBodies(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Action> _oldestFirst = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _oldestFirst.Count;
            }
        }
    }

    /// <param name="cut">Ends the waiting for the rest of the body; may be called once more after it has ended.</param>
    public IDisposable Enter(Action cut)
    {
        Action? oldest = null;
        var place = new LinkedListNode<Action>(cut);
        lock (_lock)
        {
            if (_oldestFirst.Count >= options.MaxConcurrentRequests)
            {
                oldest = _oldestFirst.First!.Value;
                _oldestFirst.RemoveFirst();
            }

            _oldestFirst.AddLast(place);
        }

        oldest?.Invoke();
        return new Place(this, place);
    }

    private sealed class Place(ArrivingBodies bodies, LinkedListNode<Action> node) : IDisposable
    {
        public void Dispose()
        {
            lock (bodies._lock)
            {
                if (node.List is not null)
                {
                    bodies._oldestFirst.Remove(node);
                }
            }
        }
    }
}
