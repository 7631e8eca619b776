namespace ServerlessML.Workflows.Training.Search;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers for a seed, everywhere.</summary>
internal sealed class SeededDraw(int seed, int stream)
{
    private ulong _state = ((ulong)(uint)seed << 32) ^ ((ulong)(uint)stream * 0xD1342543DE82EF95);

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 up to and without the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>0 up to and without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
