namespace ServerlessML.Bench.Decisions;

/// <summary>Chance from a seed, the same on every version of .NET: SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal sealed class Draws
{
    private ulong _state;

    /// <summary>Each experiment of a scenario has chance of its own, so that results do not depend on which thread runs which.</summary>
    public Draws(ulong scenario, int experiment)
    {
        _state = scenario * 0xD1342543DE82EF95;
        _state = Next() + (ulong)experiment;
        _state = Next();
    }

    /// <summary>0 up to and without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>Mean one.</summary>
    public double Exponential() => -Math.Log(1 - Unit());

    /// <summary>Sum of that many squared standard normals (Marsaglia and Tsang 2000), for one degree or more beyond the first.</summary>
    public double ChiSquare(int degrees)
    {
        var d = (degrees / 2.0) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Normal();
            var v = 1 + (c * normal);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - Unit()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return 2 * d * v;
            }
        }
    }

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
