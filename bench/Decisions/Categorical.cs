namespace ServerlessML.Bench.Decisions;

/// <summary>Draws one of a few kinds in constant time (Walker 1977).</summary>
internal sealed class Categorical
{
    private readonly double[] keep;
    private readonly int[] other;

    public Categorical(IReadOnlyList<double> shares)
    {
        var count = shares.Count;
        keep = [.. shares.Select(share => share * count / shares.Sum())];
        other = [.. Enumerable.Range(0, count)];
        Stack<int> small = new(other.Where(kind => keep[kind] < 1));
        Stack<int> large = new(other.Where(kind => keep[kind] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            (var low, var high) = (small.Pop(), large.Pop());
            other[low] = high;
            keep[high] -= 1 - keep[low];
            (keep[high] < 1 ? small : large).Push(high);
        }

        foreach (var left in small.Concat(large))
        {
            keep[left] = 1;
        }
    }

    public int Draw(Draws draws)
    {
        var place = draws.Unit() * keep.Length;
        var kind = (int)place;
        return place - kind < keep[kind] ? kind : other[kind];
    }
}
