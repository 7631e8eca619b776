using MathNet.Numerics.Distributions;

namespace ServerlessML.Ml.Statistics;

/// <summary>
/// p-values of two sets of counts over the same bins coming from one distribution. Counts merge exactly, so these are exact for the bins.
/// </summary>
public static class DriftTests
{
    /// <summary>
    /// Pearson's, of the current counts against the reference's shares, which are taken as known. 1 where either is empty.
    /// </summary>
    public static double ChiSquare(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        var (all, now) = Totals(reference, current);
        if (all == 0 || now == 0)
        {
            return 1;
        }

        var (statistic, bins) = (0.0, 0);
        for (var bin = 0; bin < reference.Count; bin++)
        {
            if (reference[bin] == 0 && current[bin] > 0)
            {
                return 0;
            }

            if (reference[bin] > 0)
            {
                var expected = (double)reference[bin] * now / all;
                statistic += (current[bin] - expected) * (current[bin] - expected) / expected;
                bins++;
            }
        }

        return bins < 2 ? 1 : 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(bins - 1, statistic);
    }

    /// <summary>
    /// Kolmogorov and Smirnov's two-sample test on the bins' edges, by the asymptotic distribution; on bins it errs to silence.
    /// </summary>
    public static double KolmogorovSmirnov(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        var (all, now) = Totals(reference, current);
        if (all == 0 || now == 0)
        {
            return 1;
        }

        var (before, after, most) = (0.0, 0.0, 0.0);
        for (var bin = 0; bin < reference.Count; bin++)
        {
            before += (double)reference[bin] / all;
            after += (double)current[bin] / now;
            most = Math.Max(most, Math.Abs(before - after));
        }

        return KolmogorovTail(most * Math.Sqrt((double)all * now / (all + now)));
    }

    /// <summary>Two shares alike, pooled, two-sided. 1 where a side is empty or nothing varies.</summary>
    public static double Proportions(long positives, long count, long otherPositives, long otherCount)
    {
        if (count == 0 || otherCount == 0)
        {
            return 1;
        }

        var pooled = (double)(positives + otherPositives) / (count + otherCount);
        var error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / count + 1.0 / otherCount));
        return error > 0
            ? Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs((double)positives / count - (double)otherPositives / otherCount) / error))
            : 1;
    }

    /// <summary>P(K > x) of Kolmogorov's distribution.</summary>
    internal static double KolmogorovTail(double x)
    {
        // The series alternates and converges slowly near zero, where the answer is one.
        if (x < 0.2)
        {
            return 1;
        }

        var sum = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        }

        return Math.Clamp(sum, 0, 1);
    }

    private static (long Reference, long Current) Totals(IReadOnlyList<long> reference, IReadOnlyList<long> current) =>
        reference.Count == current.Count
            ? (reference.Sum(), current.Sum())
            : throw new ArgumentException($"There are {reference.Count} bins and {current.Count}.", nameof(current));
}
