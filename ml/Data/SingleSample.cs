namespace ServerlessML.Ml.Data;

/// <summary>
/// Samples numbers by what they are in single precision: of each number that is in it, all that become the same are. It tells whether a
/// model sees numbers as one that differ, without all of them.
/// </summary>
internal sealed class SingleSample
{
    private const int Most = 8192;
    private const int TooMany = 1 << 16;

    // The remark is for a tenth; the sample's own chance is well within what is between.
    private const double Share = 0.08;

    private readonly HashSet<double> _seen = [];
    private uint _below = uint.MaxValue;

    public void Add(double value)
    {
        if (Place(value) > _below || _seen.Count > TooMany || !_seen.Add(value))
        {
            return;
        }

        while (_seen.Count > Most && _below > 255)
        {
            _below /= 2;
            _seen.RemoveWhere(seen => Place(seen) > _below);
        }
    }

    /// <summary>Whether it is worth looking at all numbers: whole ones become one, or many fractions do.</summary>
    public bool IsSuspicious()
    {
        var groups = _seen.GroupBy(value => (float)value).Select(group => group.ToList()).ToList();
        return _seen.Count - groups.Count >= Math.Max(1, Share * _seen.Count)
            || groups.Exists(group => group.Count(value => value == Math.Floor(value)) > 1);
    }

    private static uint Place(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value);
        return (bits ^ (bits >> 15)) * 0x9E3779B1u;
    }
}
