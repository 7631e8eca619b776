namespace ServerlessML.Ml.Statistics;

/// <summary>What a series lets expect of its next value: deviations around its mean, anomalous values left out of both.</summary>
/// <param name="Low">At least.</param>
/// <param name="High">At most.</param>
/// <param name="Mean">Of the values that count.</param>
/// <param name="Deviation">Theirs; null where they are too few to know one.</param>
/// <param name="Count">How many count.</param>
public sealed record SeriesBounds(double Low, double High, double Mean, double? Deviation, int Count)
{
    public bool Holds(double value) => value >= Low && value <= High;

    /// <param name="series">In order; a trusted value counts whatever it is.</param>
    /// <param name="deviations">How many of them are as expected.</param>
    /// <param name="enough">How many values it takes to know a deviation; as many anomalous ones in a row are a new beginning.</param>
    /// <param name="few">The half width of what is expected around a mean while there are fewer.</param>
    /// <param name="least">The smallest half width around a mean.</param>
    /// <returns>Null for an empty series.</returns>
    public static SeriesBounds? Of(
        IEnumerable<(double Value, bool IsTrusted)> series,
        double deviations,
        int enough,
        Func<double, double> few,
        Func<double, double> least
    )
    {
        var normal = new OnlineNormal();
        List<double> anomalous = [];
        foreach (var (value, isTrusted) in series)
        {
            if (isTrusted || Around(normal) is not { } bounds || bounds.Holds(value))
            {
                normal.Add(value);
                anomalous.Clear();
                continue;
            }

            anomalous.Add(value);
            if (anomalous.Count >= enough)
            {
                // What lasts so long is how it is now.
                normal = new();
                anomalous.ForEach(normal.Add);
                anomalous.Clear();
            }
        }

        return Around(normal);

        SeriesBounds? Around(OnlineNormal known)
        {
            if (known.Count == 0)
            {
                return null;
            }

            var isKnown = known.Count >= enough;
            var half = Math.Max(least(known.Mean), isKnown ? deviations * known.Deviation : few(known.Mean));
            return new(known.Mean - half, known.Mean + half, known.Mean, isKnown ? known.Deviation : null, known.Count);
        }
    }
}
