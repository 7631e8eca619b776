using MathNet.Numerics.Distributions;
using ServerlessML.Ml.Training;

namespace ServerlessML.Ml.Statistics;

/// <summary>
/// Bias-corrected and accelerated intervals of any figure of rows (Efron 1987). A resample is a weight for each row, so paired figures of
/// two models stay paired. Each resample has a seed of its own: the result does not depend on how many threads there are.
/// </summary>
public static class Bootstrap
{
    /// <summary>The acceleration is from a jackknife over groups of rows: one evaluation a row would be quadratic.</summary>
    private const int JackknifeGroups = 200;

    /// <summary>Larger shares of resamples without a value make an interval meaningless.</summary>
    private const double MostWithoutValue = 0.05;

    /// <summary>
    /// Intervals of several figures of the same rows, from the same resamples: drawing them costs more than most figures do.
    /// </summary>
    /// <param name="rows">How many.</param>
    /// <param name="statistics">The figures.</param>
    /// <param name="settings">How.</param>
    /// <param name="differences">Pairs of figures, first less second, whose intervals come after those of the figures; null for
    /// none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null where there is no interval: fewer than two rows, or a figure that has no value on the rows or on many resamples of
    /// them.</returns>
    public static IReadOnlyList<Interval?> Bca(
        int rows,
        IReadOnlyList<WeightedStatistic> statistics,
        BootstrapSettings settings,
        IReadOnlyList<(int First, int Second)>? differences = null,
        CancellationToken cancellation = default
    )
    {
        if (rows < 2)
        {
            return new Interval?[statistics.Count + (differences?.Count ?? 0)];
        }

        int[] once = [.. Enumerable.Repeat(1, rows)];
        double[] estimates = [.. statistics.Select(statistic => statistic(once))];
        var drawn = Draw(rows, statistics, settings, cancellation);
        var without = Jackknife(rows, statistics, cancellation);
        foreach (var (first, second) in differences ?? [])
        {
            estimates = [.. estimates, estimates[first] - estimates[second]];
            (drawn, without) = ([.. drawn, Less(drawn[first], drawn[second])], [.. without, Less(without[first], without[second])]);
        }

        return [.. estimates.Select((estimate, figure) => IntervalOf(estimate, drawn[figure], without[figure], settings))];
    }

    private static double[] Less(double[] first, double[] second) => [.. first.Zip(second, (one, other) => one - other)];

    private static Interval? IntervalOf(double estimate, double[] resampled, double[] without, BootstrapSettings settings)
    {
        double[] drawn = [.. resampled.Where(double.IsFinite).Order()];
        if (!double.IsFinite(estimate) || drawn.Length < settings.Resamples * (1 - MostWithoutValue))
        {
            return null;
        }

        var (low, high) = Ends(drawn, estimate, Acceleration(without), settings.Confidence);
        return new(estimate, low, high);
    }

    /// <returns>By figure, then resample.</returns>
    private static double[][] Draw(
        int rows,
        IReadOnlyList<WeightedStatistic> statistics,
        BootstrapSettings settings,
        CancellationToken cancellation
    )
    {
        double[][] drawn = [.. statistics.Select(_ => new double[settings.Resamples])];
        // Mixed first, so that neighbouring seeds share no resample.
        var start = new SeededRandom(settings.Seed).Next();
        Parallel.For(
            0,
            settings.Resamples,
            new ParallelOptions { CancellationToken = cancellation },
            () => new int[rows],
            (resample, _, weights) =>
            {
                Array.Clear(weights);
                SeededRandom random = new(unchecked((long)new SeededRandom((long)start + resample).Next()));
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[random.Below(weights.Length)]++;
                }

                for (var figure = 0; figure < drawn.Length; figure++)
                {
                    drawn[figure][resample] = statistics[figure](weights);
                }

                return weights;
            },
            _ => { }
        );
        return drawn;
    }

    /// <returns>By figure, then group of rows left out.</returns>
    private static double[][] Jackknife(int rows, IReadOnlyList<WeightedStatistic> statistics, CancellationToken cancellation)
    {
        var groups = Math.Min(rows, JackknifeGroups);
        double[][] without = [.. statistics.Select(_ => new double[groups])];
        Parallel.For(0, groups, new ParallelOptions { CancellationToken = cancellation }, group =>
        {
            int[] weights = [.. Enumerable.Repeat(1, rows)];
            for (var row = group; row < rows; row += groups)
            {
                weights[row] = 0;
            }

            for (var figure = 0; figure < without.Length; figure++)
            {
                without[figure][group] = statistics[figure](weights);
            }
        });
        return without;
    }

    private static (double Low, double High) Ends(double[] drawn, double estimate, double acceleration, double confidence)
    {
        var below = drawn.Count(value => value < estimate) + drawn.Count(value => value == estimate) / 2.0;
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below / drawn.Length, 0.5 / drawn.Length, 1 - 0.5 / drawn.Length));
        return (At((1 - confidence) / 2), At((1 + confidence) / 2));

        double At(double share)
        {
            var z = bias + Normal.InvCDF(0, 1, share);
            var place = Normal.CDF(0, 1, bias + z / (1 - acceleration * z)) * (drawn.Length - 1);
            var index = Math.Clamp((int)place, 0, drawn.Length - 1);
            return index + 1 < drawn.Length ? drawn[index] + (place - index) * (drawn[index + 1] - drawn[index]) : drawn[index];
        }
    }

    private static double Acceleration(double[] without)
    {
        double[] kept = [.. without.Where(double.IsFinite)];
        var mean = kept.Length > 0 ? kept.Average() : 0;
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in kept)
        {
            squares += (mean - value) * (mean - value);
            cubes += (mean - value) * (mean - value) * (mean - value);
        }

        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }
}
