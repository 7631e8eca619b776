using System.Globalization;
using System.Numerics;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>One field of a schedule: the set of its values, as bits.</summary>
internal readonly record struct CronField(ulong Bits)
{
    public bool Has(int value) => (Bits >> value & 1) == 1;

    /// <returns>The first value at or after <paramref name="from"/>, or -1.</returns>
    public int Next(int from)
    {
        var rest = from > 63 ? 0 : Bits >> from << from;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }

    public static CronField Parse(string text, string field, int min, int max, IReadOnlyList<string> names)
    {
        var bits = 0UL;
        foreach (var part in text.Split(','))
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            var step = slash < 0 ? 1 : Number(part[(slash + 1)..], []);
            if (step < 1)
                throw Wrong($"step in “{part}” is not a positive number");

            var (from, to) = Range(slash < 0 ? part : part[..slash], open: slash >= 0);
            for (var value = from; value <= to; value += step)
                bits |= 1UL << value;
        }

        return new CronField(bits);

        (int From, int To) Range(string range, bool open)
        {
            if (range == "*")
                return (min, max);

            var ends = range.Split('-');
            var from = Number(ends[0], names);
            var to = ends.Length == 1 ? (open ? max : from) : Number(ends[^1], names);
            if (ends.Length > 2 || from < min || to > max || from > to)
                throw Wrong($"“{range}” is not within {min} to {max}");
            return (from, to);
        }

        int Number(string digits, IReadOnlyList<string> known)
        {
            for (var i = 0; i < known.Count; i++)
            {
                if (known[i].Equals(digits, StringComparison.OrdinalIgnoreCase))
                    return i + min;
            }

            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        }

        FormatException Wrong(string what) => new($"the {field}: {what}");
    }
}
