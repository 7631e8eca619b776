namespace ServerlessML.Experiments.Statistics;

/// <summary>The few functions that decisions need beyond <see cref="Math"/>; workflows depend on no library that a replay might meet in another version.</summary>
public static class SpecialFunctions
{
    /// <summary>Standard normal density.</summary>
    public static double NormalDensity(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>P(Z &gt; z) of a standard normal; accurate far out in the tail.</summary>
    public static double NormalTail(double z) => z < 0 ? 1 - Complement(-z / Math.Sqrt(2)) / 2 : Complement(z / Math.Sqrt(2)) / 2;

    /// <summary>The z whose tail is <paramref name="tail"/>, by Newton's method on the tail's logarithm.</summary>
    public static double NormalQuantile(double tail)
    {
        if (!(tail > 0 && tail < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(tail), tail, "A tail lies between 0 and 1, both excluded.");
        }

        if (tail > 0.5)
        {
            return -NormalQuantile(1 - tail);
        }

        // The logarithm of the tail is concave: after the first step, steps come down to the root and never pass it.
        var z = 0.0;
        for (var i = 0; i < 100; i++)
        {
            var now = NormalTail(z);
            var step = now * Math.Log(now / tail) / NormalDensity(z);
            z += step;
            if (Math.Abs(step) < 1e-14 * (1 + z))
            {
                break;
            }
        }

        return z;
    }

    /// <summary>P(X &gt; x) of chi-square, by its recurrence in the degrees of freedom (Abramowitz and Stegun 26.4.4, 26.4.5).</summary>
    public static double ChiSquareTail(double x, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (x <= 0)
        {
            return 1;
        }

        var start = degrees % 2 == 1 ? 1 : 2;
        var tail = start == 1 ? Complement(Math.Sqrt(x / 2)) : Math.Exp(-x / 2);
        for (var below = start; below < degrees; below += 2)
        {
            tail += Math.Exp(below / 2.0 * Math.Log(x / 2) - x / 2 - LogGamma(below / 2.0 + 1));
        }

        return Math.Min(1, tail);
    }

    /// <summary>ln Γ(x) for x above 0, by Stirling's series after shifting x to 10 or more.</summary>
    public static double LogGamma(double x)
    {
        var shift = 1.0;
        for (; x < 10; x++)
        {
            shift *= x;
        }

        var square = 1 / (x * x);
        var series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - Math.Log(shift);
    }

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
