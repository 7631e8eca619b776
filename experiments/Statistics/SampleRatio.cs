using MathNet.Numerics;

namespace ServerlessML.Experiments.Statistics;

/// <summary>Do units arrive in the shares that the plan gives? Where they do not, no comparison of the arms means anything.</summary>
public static class SampleRatio
{
    /// <summary>Least a cell must have for chi-square.</summary>
    public const long LeastPerArm = 8;

    /// <summary>The level of the test at one look alone.</summary>
    public const double FixedAlpha = 0.001;

    // Wagers on mismatches of about 30, 10, 3, 1 and .3 percentage points at once: one alone is blind until the traffic fits it.
    private static readonly double[] Concentrations = [10, 100, 1_000, 10_000, 100_000];

    /// <summary>Pearson's test at one look; null until each arm has eight.</summary>
    /// <exception cref="ArgumentException">Shares are not above zero, or not one an arm.</exception>
    public static ChiSquare? Fixed(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares)
    {
        var (total, whole) = Totals(counts, shares);
        var statistic = 0.0;
        for (var arm = 0; arm < counts.Length; arm++)
        {
            if (counts[arm] < LeastPerArm)
            {
                return null;
            }

            var expected = total * shares[arm] / whole;
            statistic += (counts[arm] - expected) * (counts[arm] - expected) / expected;
        }

        return new(statistic, counts.Length - 1, SpecialFunctions.GammaUpperRegularized((counts.Length - 1) / 2.0, statistic / 2));
    }

    /// <summary>
    /// Weighs the counts at any number of looks by Dirichlet-multinomial Bayes factors (Lindon and Malek 2022), averaged over
    /// concentrations so that it fits any traffic.
    /// </summary>
    public static EValue Evidence(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares) => Evidence(counts, shares, Concentrations);

    /// <param name="counts">Units an arm, while these shares were the plan's.</param>
    /// <param name="shares">The plan's; any positive weights.</param>
    /// <param name="concentrations">Of the prior around the shares; chosen before the data.</param>
    public static EValue Evidence(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares, ReadOnlySpan<double> concentrations)
    {
        var (total, whole) = Totals(counts, shares);
        Span<double> logs = stackalloc double[concentrations.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            var concentration = concentrations[i];
            var log = SpecialFunctions.GammaLn(concentration) - SpecialFunctions.GammaLn(concentration + total);
            for (var arm = 0; arm < counts.Length; arm++)
            {
                var prior = concentration * shares[arm] / whole;
                log +=
                    SpecialFunctions.GammaLn(prior + counts[arm])
                    - SpecialFunctions.GammaLn(prior)
                    - counts[arm] * Math.Log(shares[arm] / whole);
            }

            logs[i] = log;
        }

        return EValue.Mean(logs);
    }

    private static (long Total, double Whole) Totals(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares)
    {
        if (counts.Length < 2 || counts.Length != shares.Length)
        {
            throw new ArgumentException($"There are {counts.Length} arms and {shares.Length} shares.", nameof(shares));
        }

        var (total, whole) = (0L, 0.0);
        for (var arm = 0; arm < counts.Length; arm++)
        {
            total += counts[arm];
            whole += shares[arm] > 0 ? shares[arm] : throw new ArgumentException("Each share is above zero.", nameof(shares));
        }

        return (total, whole);
    }
}
