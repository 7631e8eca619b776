using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Bench.Decisions;

/// <summary>One arm's sums over keys, kept up as rows come.</summary>
internal sealed class KeyTally
{
    private long count, y, yy, x, xx, xy;
    private double past, pastSquared, yPast, xPast;

    public long Rows => x;

    public long Yes => y;

    /// <summary>One more row of a key that had those sums in this arm; its first makes it known.</summary>
    public void Add(ref KeyState key, bool yes)
    {
        if (key.Rows == 0)
        {
            count++;
            past += key.Past;
            pastSquared += key.Past * key.Past;
        }

        var one = yes ? 1 : 0;
        y += one;
        yy += one * ((2 * key.Sum) + 1);
        x++;
        xx += (2 * key.Rows) + 1;
        xy += key.Sum + (one * (key.Rows + 1));
        yPast += one * key.Past;
        xPast += key.Past;
        (key.Sum, key.Rows) = (key.Sum + one, key.Rows + 1);
    }

    public UnitSums Sums() => new()
    {
        Rows = Moments.OfSums(count, y, yy, x, xx, xy),
        Past = Moments.OfSums(count, y, yy, past, pastSquared, yPast),
        RowsPast = Moments.OfSums(count, x, xx, past, pastSquared, xPast),
    };
}
