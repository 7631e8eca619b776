using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Bench.Decisions;

/// <summary>Two arms whose units have values.</summary>
internal readonly record struct Measured(Moments Control, Moments Treated)
{
    public static Measured Nothing { get; } = new(Moments.None, Moments.None);

    /// <param name="control">Sums of so many units.</param>
    /// <param name="treated">The same, in the other arm.</param>
    /// <param name="share">Of units routed to the treated arm.</param>
    public static Func<Measured, Draws, Measured> World(
        Func<Draws, int, Moments> control,
        Func<Draws, int, Moments> treated,
        double share = 0.5
    )
    {
        Binomial routed = new(share);
        return (arms, draws) =>
        {
            var there = routed.Draw(draws, Block.Events);
            return new(arms.Control.Merge(control(draws, Block.Events - there)), arms.Treated.Merge(treated(draws, there)));
        };
    }

    /// <summary>Normal with a deviation of one; the covariate too, correlated. Sums are drawn whole, by Bartlett's decomposition.</summary>
    public static Func<Draws, int, Moments> Normal(double mean, double correlation = 0) =>
        (draws, count) =>
        {
            if (count < 4)
            {
                return Moments.None;
            }

            (var meanX, var meanE) = (draws.Normal() / Math.Sqrt(count), draws.Normal() / Math.Sqrt(count));
            (var first, var second, var cross) = (Math.Sqrt(draws.ChiSquare(count - 1)), draws.ChiSquare(count - 2), draws.Normal());
            (var xx, var xe, var ee) = (first * first, first * cross, (cross * cross) + second);
            var rest = Math.Sqrt(1 - (correlation * correlation));
            var meanY = mean + (correlation * meanX) + (rest * meanE);
            var yy = (correlation * correlation * xx) + (2 * correlation * rest * xe) + (rest * rest * ee);
            var xy = (correlation * xx) + (rest * xe);
            return Moments.OfSums(
                count,
                count * meanY,
                yy + (count * meanY * meanY),
                count * meanX,
                xx + (count * meanX * meanX),
                xy + (count * meanX * meanY)
            );
        };

    /// <summary>One in ten buys, for an exponential amount with a mean of fifty.</summary>
    public static Func<Draws, int, Moments> Revenue(double factor = 1)
    {
        Binomial buyers = new(0.1);
        return (draws, count) =>
        {
            (double sum, double squares) = (0, 0);
            for (var left = buyers.Draw(draws, count); left > 0; left--)
            {
                var amount = 50 * factor * draws.Exponential();
                sum += amount;
                squares += amount * amount;
            }

            return Moments.OfSums(count, sum, squares);
        };
    }

    /// <summary>Clicks of users over their views: one to five views, each clicked at a rate of the user's own.</summary>
    public static Func<Draws, int, Moments> Clicks()
    {
        List<(int Views, int Clicks, double Share)> kinds = [];
        foreach ((var rate, var users) in new[] { (0.05, 0.6), (0.2, 0.3), (0.5, 0.1) })
        {
            for (var views = 1; views <= 5; views++)
            {
                for (var clicks = 0; clicks <= views; clicks++)
                {
                    var ways = Enumerable.Range(1, clicks).Aggregate(1.0, (product, i) => product * (views - clicks + i) / i);
                    kinds.Add((views, clicks, users / 5 * ways * Math.Pow(rate, clicks) * Math.Pow(1 - rate, views - clicks)));
                }
            }
        }

        Categorical kind = new([.. kinds.Select(one => one.Share)]);
        return (draws, count) =>
        {
            (var y, var yy, var x, var xx, var xy) = (0, 0, 0, 0, 0);
            for (var i = 0; i < count; i++)
            {
                (var views, var clicks, _) = kinds[kind.Draw(draws)];
                (y, yy, x, xx, xy) = (y + clicks, yy + (clicks * clicks), x + views, xx + (views * views), xy + (views * clicks));
            }

            return Moments.OfSums(count, y, yy, x, xx, xy);
        };
    }
}
