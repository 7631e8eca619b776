using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Gathers how numbers are distributed, in single precision, in one pass and bounded memory: full buffers are sorted and merged in pairs of
/// equal size (Munro and Paterson 1980), each cut to bins of about equal counts. With at most 4096 values that differ the counts are exact;
/// otherwise a quantile is off by at most a 4096th for each doubling of 16,384 rows. The same numbers in the same order give the same.
/// </summary>
internal sealed class ValueSketch
{
    private const int Rows = 1 << 14;
    private const int Most = 4096;
    private const int Digit = 11;

    private readonly List<Part?> _parts = [];
    private readonly float[] _open = new float[Rows];
    private int _filled;

    public void Add(double value)
    {
        // Zero has one sign.
        _open[_filled++] = (float)ProfileQuantiles.Single(value) + 0f;
        if (_filled == Rows)
        {
            Close();
        }
    }

    /// <summary>Each value, or the upper edge of a bin, ascending, with how many there are.</summary>
    public IEnumerable<(double Upper, long Count)> Bins()
    {
        var whole = _parts.Append(Counted(_open.AsSpan(0, _filled))).OfType<Part>().Aggregate(Part.None, Part.Merge);
        return whole.Uppers.Zip(whole.Counts, (upper, count) => ((double)upper, count));
    }

    private void Close()
    {
        var part = Counted(_open);
        var level = 0;
        for (; level < _parts.Count && _parts[level] is { } same; level++)
        {
            part = Part.Merge(same, part).Cut();
            _parts[level] = null;
        }

        if (level == _parts.Count)
        {
            _parts.Add(null);
        }

        _parts[level] = part;
        _filled = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Part Counted(Span<float> values)
    {
        Sort(values);
        var (uppers, counts, length) = (new float[values.Length], new long[values.Length], 0);
        foreach (var value in values)
        {
            if (length == 0 || uppers[length - 1] != value)
            {
                uppers[length++] = value;
            }

            counts[length - 1]++;
        }

        return new Part(uppers.AsSpan(0, length).ToArray(), counts.AsSpan(0, length).ToArray()).Cut();
    }

    // By three digits of eleven bits, in the order of the numbers: comparing them would take four times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort(Span<float> values)
    {
        var keys = MemoryMarshal.Cast<float, uint>(values);
        var other = new uint[keys.Length];
        Span<int> places = stackalloc int[3 << Digit];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] ^= (uint)((int)keys[i] >> 31) | 0x80000000;
            places[(int)(keys[i] & 2047)]++;
            places[2048 + (int)((keys[i] >> Digit) & 2047)]++;
            places[4096 + (int)(keys[i] >> (2 * Digit))]++;
        }

        var from = keys;
        var to = other.AsSpan();
        for (var pass = 0; pass < 3; pass++)
        {
            var starts = places.Slice(pass << Digit, 1 << Digit);
            for (int digit = 0, next = 0; digit < starts.Length; digit++)
            {
                (starts[digit], next) = (next, next + starts[digit]);
            }

            foreach (var key in from)
            {
                to[starts[(int)((key >> (pass * Digit)) & 2047)]++] = key;
            }

            var swapped = from;
            from = to;
            to = swapped;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = from[i] ^ ((from[i] & 0x80000000) != 0 ? 0x80000000 : 0xFFFFFFFF);
        }
    }

    private sealed record Part(float[] Uppers, long[] Counts)
    {
        public static readonly Part None = new([], []);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static Part Merge(Part one, Part two)
        {
            var (uppers, counts) = (new float[one.Uppers.Length + two.Uppers.Length], new long[one.Uppers.Length + two.Uppers.Length]);
            int length = 0,
                i = 0,
                j = 0;
            while (i < one.Uppers.Length || j < two.Uppers.Length)
            {
                var takesOne = j == two.Uppers.Length || (i < one.Uppers.Length && one.Uppers[i] <= two.Uppers[j]);
                var (upper, count) = takesOne ? (one.Uppers[i], one.Counts[i++]) : (two.Uppers[j], two.Counts[j++]);
                if (length == 0 || uppers[length - 1] != upper)
                {
                    uppers[length++] = upper;
                }

                counts[length - 1] += count;
            }

            return new(uppers.AsSpan(0, length).ToArray(), counts.AsSpan(0, length).ToArray());
        }

        // As ProfileQuantiles.Gathered does; a value that fills a bin keeps one for itself.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public Part Cut()
        {
            if (Uppers.Length <= Most)
            {
                return this;
            }

            var share = (double)Counts.Sum() / Most;
            var (length, open) = (0, 0L);
            for (var i = 0; i < Uppers.Length; i++)
            {
                if (open > 0 && open + Counts[i] > share)
                {
                    Counts[length++] = open;
                    open = 0;
                }

                Uppers[length] = Uppers[i];
                open += Counts[i];
            }

            Counts[length++] = open;
            return new(Uppers.AsSpan(0, length).ToArray(), Counts.AsSpan(0, length).ToArray());
        }
    }
}
