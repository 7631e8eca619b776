using MathNet.Numerics;

namespace ServerlessML.Experiments.Statistics;

/// <summary>The standard normal distribution by its tails, which stay accurate far out.</summary>
public static class StandardNormal
{
    private const double Near = 3;

    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>P(Z &gt; z).</summary>
    public static double Tail(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;

    /// <summary>The logarithm of <see cref="Tail"/>, also where the tail itself is too small for a number.</summary>
    public static double LogTail(double z) => z < Near ? Math.Log(Tail(z)) : LogMills(z) - (z * z / 2);

    /// <summary>
    /// The logarithm of the tail times exp(z²/2), without either: what a likelihood ratio against a half-normal mixture needs, which far
    /// out would be a zero times an infinity.
    /// </summary>
    public static double LogMills(double z)
    {
        if (z < Near)
        {
            return Math.Log(Tail(z)) + (z * z / 2);
        }

        // Laplace's continued fraction of Mills' ratio, from its end: from 3 on sixty terms leave nothing of double precision.
        var fraction = z;
        for (var term = 60; term >= 1; term--)
        {
            fraction = z + (term / fraction);
        }

        return (-Math.Log(2 * Math.PI) / 2) - Math.Log(fraction);
    }

    /// <summary>The z whose tail is <paramref name="tail"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tail is not between 0 and 1, both excluded.</exception>
    public static double Quantile(double tail) =>
        tail is > 0 and < 1
            ? Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * tail)
            : throw new ArgumentOutOfRangeException(nameof(tail), tail, "A tail lies between 0 and 1, both excluded.");
}
