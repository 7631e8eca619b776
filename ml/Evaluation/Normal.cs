namespace ServerlessML.Ml.Evaluation;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>Half-width of a 95 % interval, in standard errors.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Probability of a value at least as far from zero, on either side.</summary>
    public static double TwoSided(double z) => Complement(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>The complementary error function, for x of at least 0 (Abramowitz and Stegun 7.1.6 and 7.1.14).</summary>
    private static double Complement(double x)
    {
        const double series = 2.5;
        var bell = Math.Exp(-x * x);
        if (x < series)
        {
            var (term, sum) = (x, x);
            for (var n = 1; term > sum * 1e-17; n++)
            {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }

            return 1 - 2 / Math.Sqrt(Math.PI) * bell * sum;
        }

        var fraction = x;
        for (var n = 120; n > 0; n--)
        {
            fraction = x + n / 2.0 / fraction;
        }

        return bell / (Math.Sqrt(Math.PI) * fraction);
    }
}
