using MathNet.Numerics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>Half-width of a 95 % interval, in standard errors.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Probability of a value at least as far from zero, on either side.</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));
}
