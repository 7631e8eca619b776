using System.Numerics;
using System.Text;

namespace ServerlessML.Serving.Metrics;

/// <summary>Finds a category among known ones by its UTF-8, without making text of it.</summary>
public sealed class CategoryBins
{
    private readonly byte[][] _values;
    private readonly int[] _slots;
    private readonly int _longest;

    public CategoryBins(IEnumerable<string> categories)
    {
        Categories = [.. categories];
        _values = [.. Categories.Select(Encoding.UTF8.GetBytes)];
        _longest = _values.Select(value => value.Length).DefaultIfEmpty().Max();
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(2 * _values.Length) + 2)];
        Array.Fill(_slots, -1);
        for (var i = 0; i < _values.Length; i++)
        {
            var slot = SlotOf(_values[i]);
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i;
        }
    }

    public IReadOnlyList<string> Categories { get; }

    /// <summary>The known ones, and one for all others.</summary>
    public int Count => _values.Length + 1;

    /// <summary>The category's place in <see cref="Categories"/>; their number for any other.</summary>
    public int Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _longest)
        {
            return _values.Length;
        }

        var slot = SlotOf(utf8);
        while (_slots[slot] is var known and >= 0)
        {
            if (utf8.SequenceEqual(_values[known]))
            {
                return known;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return _values.Length;
    }

    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    private int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var one in utf8)
        {
            hash = (hash ^ one) * 16777619u;
        }

        return (int)(hash & (uint)(_slots.Length - 1));
    }
}
