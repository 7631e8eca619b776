using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Bench.Decisions;

/// <summary>One arm's sums over keys, kept up as rows come.</summary>
internal sealed class KeyTally
{
    private long _count,
        _y,
        _yy,
        _x,
        _xx,
        _xy;
    private double _past,
        _pastSquared,
        _yPast,
        _xPast;

    public long Rows => _x;

    public long Yes => _y;

    /// <summary>One more row of a key that had those sums in this arm; its first makes it known.</summary>
    public void Add(ref KeyState key, bool yes)
    {
        if (key.Rows == 0)
        {
            _count++;
            _past += key.Past;
            _pastSquared += key.Past * key.Past;
        }

        var one = yes ? 1 : 0;
        _y += one;
        _yy += one * ((2 * key.Sum) + 1);
        _x++;
        _xx += (2 * key.Rows) + 1;
        _xy += key.Sum + (one * (key.Rows + 1));
        _yPast += one * key.Past;
        _xPast += key.Past;
        (key.Sum, key.Rows) = (key.Sum + one, key.Rows + 1);
    }

    public UnitSums Sums() =>
        new()
        {
            Rows = Moments.OfSums(_count, _y, _yy, _x, _xx, _xy),
            Past = Moments.OfSums(_count, _y, _yy, _past, _pastSquared, _yPast),
            RowsPast = Moments.OfSums(_count, _x, _xx, _past, _pastSquared, _xPast),
        };
}
