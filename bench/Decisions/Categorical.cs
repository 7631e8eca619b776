namespace ServerlessML.Bench.Decisions;

/// <summary>Draws one of a few kinds in constant time (Walker 1977).</summary>
internal sealed class Categorical
{
    private readonly double[] _keep;
    private readonly int[] _other;

    public Categorical(IReadOnlyList<double> shares)
    {
        var count = shares.Count;
        _keep = [.. shares.Select(share => share * count / shares.Sum())];
        _other = [.. Enumerable.Range(0, count)];
        Stack<int> small = new(_other.Where(kind => _keep[kind] < 1));
        Stack<int> large = new(_other.Where(kind => _keep[kind] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            (var low, var high) = (small.Pop(), large.Pop());
            _other[low] = high;
            _keep[high] -= 1 - _keep[low];
            (_keep[high] < 1 ? small : large).Push(high);
        }

        foreach (var left in small.Concat(large))
        {
            _keep[left] = 1;
        }
    }

    public int Draw(Draws draws)
    {
        var place = draws.Unit() * _keep.Length;
        var kind = (int)place;
        return place - kind < _keep[kind] ? kind : _other[kind];
    }
}
