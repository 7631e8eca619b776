namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>Shift of one sample from another without a distribution supposed (Mann and Whitney 1947; Hodges and Lehmann 1963).</summary>
/// <param name="Shift">Median of all differences.</param>
/// <param name="Low">Lower end of the shift's interval, an order statistic of the differences.</param>
/// <param name="High">Upper end.</param>
/// <param name="CommonLanguage">Probability that a value of the second sample is above one of the first, ties by half.</param>
public sealed record MannWhitney(double Shift, double Low, double High, double CommonLanguage)
{
    /// <summary>Time and memory grow with the product of the sizes.</summary>
    /// <returns>Null where the samples are too small for an interval of that confidence.</returns>
    public static MannWhitney? Between(IReadOnlyList<double> control, IReadOnlyList<double> treated, double confidence)
    {
        var pairs = (long)control.Count * treated.Count;
        if (pairs == 0)
        {
            return null;
        }

        var spread = Math.Sqrt(pairs * (control.Count + treated.Count + 1) / 12.0);
        var rank = (long)Math.Round(pairs / 2.0 - StandardNormal.Quantile((1 - confidence) / 2) * spread);
        if (rank < 1)
        {
            return null;
        }

        var differences = new double[pairs];
        var (at, wins) = (0, 0.0);
        foreach (var mine in treated)
        {
            foreach (var other in control)
            {
                differences[at++] = mine - other;
                wins +=
                    mine > other ? 1
                    : mine == other ? 0.5
                    : 0;
            }
        }

        Array.Sort(differences);
        var median = (differences[(pairs - 1) / 2] + differences[pairs / 2]) / 2;
        return new(median, differences[rank - 1], differences[pairs - rank], wins / pairs);
    }
}
