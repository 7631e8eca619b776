using MathNet.Numerics;

namespace ServerlessML.Experiments.Statistics;

/// <summary>The standard normal distribution by its tails, which stay accurate far out.</summary>
public static class StandardNormal
{
    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>P(Z &gt; z).</summary>
    public static double Tail(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;

    /// <summary>The z whose tail is <paramref name="tail"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tail is not between 0 and 1, both excluded.</exception>
    public static double Quantile(double tail) =>
        tail is > 0 and < 1
            ? Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * tail)
            : throw new ArgumentOutOfRangeException(nameof(tail), tail, "A tail lies between 0 and 1, both excluded.");
}
