namespace ServerlessML.Ml.Data;

/// <summary>Counts rows that differ by their hashes, in 8 to 16 bytes a row.</summary>
internal sealed class RowSet
{
    private ulong[] _places = new ulong[1 << 12];
    private bool _hasZero;
    private long _taken;

    public long Count => _taken + (_hasZero ? 1 : 0);

    public void Add(ulong hash)
    {
        // Zero is an empty place.
        if (hash == 0)
        {
            _hasZero = true;
            return;
        }

        if (Put(_places, hash) && ++_taken * 4 > _places.LongLength * 3)
        {
            var grown = new ulong[_places.Length * 2];
            foreach (var known in _places)
            {
                if (known != 0)
                {
                    Put(grown, known);
                }
            }

            _places = grown;
        }
    }

    private static bool Put(ulong[] places, ulong hash)
    {
        // The low bits of a hash may say little.
        var at = (hash ^ (hash >> 29) ^ (hash >> 43)) & (ulong)(places.Length - 1);
        while (places[at] != 0)
        {
            if (places[at] == hash)
            {
                return false;
            }

            at = (at + 1) & (ulong)(places.Length - 1);
        }

        places[at] = hash;
        return true;
    }
}
