namespace ServerlessML.Serving.Traffic;

/// <summary>Counts the holders of a resource; the first holder is its owner. Nobody can hold what the last holder has let go of.</summary>
public sealed class ReferenceCount
{
    private int _count = 1;

    public bool Gone => Volatile.Read(ref _count) == 0;

    /// <summary>False when it is gone.</summary>
    public bool TryHold()
    {
        var count = Volatile.Read(ref _count);
        while (count > 0)
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>True for the last holder, who ends the thing.</summary>
    public bool LetGo() => Interlocked.Decrement(ref _count) == 0;
}
