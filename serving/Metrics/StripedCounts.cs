namespace ServerlessML.Serving.Metrics;

/// <summary>
/// Exact counts for many writers. A writer claims a stripe, usually its processor's own, for a few plain additions; when all that it tries
/// are claimed it adds to a shared one by atomic additions. Nobody waits, nothing is allocated, nothing is lost.
/// </summary>
public sealed class StripedCounts
{
    // The claim's flag is kept a pair of cache lines away from the counts, and both from whatever lies beside the array.
    private const int Padding = 16;
    private const int Tries = 4;

    private readonly long[][] _stripes;
    private readonly long[] _shared;
    private readonly int _length;

    public StripedCounts(int length)
    {
        _length = length;
        _stripes = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(2 * Environment.ProcessorCount, 64))][];
        for (var i = 0; i < _stripes.Length; i++)
        {
            _stripes[i] = new long[Padding + length + Padding];
        }

        _shared = new long[Padding + length + Padding];
    }

    public Claim Take()
    {
        var first = Thread.GetCurrentProcessorId();
        for (var i = 0; i < Tries; i++)
        {
            var stripe = _stripes[(first + i) & (_stripes.Length - 1)];
            if (Volatile.Read(ref stripe[0]) == 0 && Interlocked.CompareExchange(ref stripe[0], 1, 0) == 0)
            {
                return new Claim(stripe, owned: true);
            }
        }

        return new Claim(_shared, owned: false);
    }

    public long[] Sums()
    {
        var sums = new long[_length];
        foreach (var stripe in _stripes.Append(_shared))
        {
            // Whatever was added before the stripe was given back is seen.
            _ = Volatile.Read(ref stripe[0]);
            for (var i = 0; i < _length; i++)
            {
                sums[i] += Volatile.Read(ref stripe[Padding + i]);
            }
        }

        return sums;
    }

    /// <summary>Reads the greatest value of a counter that is only ever raised.</summary>
    public long Greatest(int index) => _stripes.Append(_shared).Max(stripe => Volatile.Read(ref stripe[Padding + index]));

    /// <summary>The right to add, until it is disposed of.</summary>
    public readonly ref struct Claim(long[] stripe, bool owned) : IDisposable
    {
        public void Add(int index, long count = 1)
        {
            if (owned)
            {
                stripe[Padding + index] += count;
            }
            else
            {
                Interlocked.Add(ref stripe[Padding + index], count);
            }
        }

        public void Raise(int index, long to)
        {
            ref var place = ref stripe[Padding + index];
            var known = Volatile.Read(ref place);
            while (to > known)
            {
                var seen = Interlocked.CompareExchange(ref place, to, known);
                if (seen == known)
                {
                    return;
                }

                known = seen;
            }
        }

        public void Dispose()
        {
            if (owned)
            {
                Volatile.Write(ref stripe[0], 0);
            }
        }
    }
}
