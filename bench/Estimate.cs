namespace ServerlessML.Bench;

/// <summary>A median with its 95 % interval, by the percentile bootstrap (Efron 1979) with a fixed seed.</summary>
internal sealed record Estimate(double Median, double[] Interval)
{
    private const int Resamples = 2000;

    public static Estimate Of(IReadOnlyList<double> runs) => From(runs, [1.0]);

    /// <summary>The ratio of two medians, measured independently.</summary>
    public static Estimate Ratio(IReadOnlyList<double> above, IReadOnlyList<double> below) => From(above, below);

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Estimate From(IReadOnlyList<double> above, IReadOnlyList<double> below)
    {
        Random random = new(1979);
        double[] drawn =
        [
            .. Enumerable.Range(0, Resamples).Select(_ => MedianOf(Draw(above, random)) / MedianOf(Draw(below, random))).Order(),
        ];
        return new(MedianOf(above) / MedianOf(below), [drawn[Resamples / 40], drawn[Resamples - 1 - (Resamples / 40)]]);
    }

#pragma warning disable CA5394 // Chance for statistics, not for secrets.
    private static IEnumerable<double> Draw(IReadOnlyList<double> from, Random random) =>
        Enumerable.Range(0, from.Count).Select(_ => from[random.Next(from.Count)]);
#pragma warning restore CA5394
}
