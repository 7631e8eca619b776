namespace ServerlessML.Serving.Requests;

/// <summary>
/// How many requests may be in the gateway at once. Those beyond are turned away at once: a queue would only make all of them late.
/// </summary>
public sealed class ConcurrencyGate(int limit)
{
    private int _inside;
    private long _turnedAway;

    public int Limit => limit;

    public int Inside => Volatile.Read(ref _inside);

    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _inside);
        Interlocked.Increment(ref _turnedAway);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
