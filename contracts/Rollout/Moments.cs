using System.Numerics;

namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// Sums over observed units (users, requests) from which every test of means, proportions, ratios and covariate adjustment is made.
/// Values are whole numbers of micro-units and sums are integers, so that merging is exact: any order, any grouping, the same bits.
/// <c>y</c> is the metric (a ratio's numerator); <c>x</c> is a ratio's denominator, or the covariate from before the experiment.
/// </summary>
public sealed record Moments
{
    /// <summary>Units of a value: the sixth decimal is the last that counts.</summary>
    public const double Scale = 1e6;

    /// <summary>Largest value, either sign: the square of it still adds up over a hundred million units.</summary>
    public const double Largest = 1e9;

    public static Moments None { get; } = new();

    public long Count { get; init; }

    /// <summary>The sum of y in micro-units.</summary>
    public Int128 SumY { get; init; }

    /// <summary>The sum of y squared, in squared micro-units, as are the other products.</summary>
    public Int128 SumYY { get; init; }
    public Int128 SumX { get; init; }
    public Int128 SumXX { get; init; }
    public Int128 SumXY { get; init; }

    /// <summary>Sums made elsewhere, rounded to micro-units.</summary>
    public static Moments OfSums(long count, double sumY, double sumYY, double sumX = 0, double sumXX = 0, double sumXY = 0) =>
        new()
        {
            Count = count,
            SumY = (Int128)Math.Round(sumY * Scale),
            SumYY = (Int128)Math.Round(sumYY * Scale * Scale),
            SumX = (Int128)Math.Round(sumX * Scale),
            SumXX = (Int128)Math.Round(sumXX * Scale * Scale),
            SumXY = (Int128)Math.Round(sumXY * Scale * Scale),
        };

    /// <exception cref="ArgumentOutOfRangeException">A value is no number, or beyond <see cref="Largest"/>.</exception>
    public Moments Observe(double y, double x = 0)
    {
        var (units, other) = (Units(y), Units(x));
        return checked(
            new Moments
            {
                Count = Count + 1,
                SumY = SumY + units,
                SumYY = SumYY + units * units,
                SumX = SumX + other,
                SumXX = SumXX + other * other,
                SumXY = SumXY + units * other,
            }
        );
    }

    /// <exception cref="OverflowException">The sums no longer fit; nothing is ever rounded.</exception>
    public Moments Merge(Moments other) =>
        checked(
            new()
            {
                Count = Count + other.Count,
                SumY = SumY + other.SumY,
                SumYY = SumYY + other.SumYY,
                SumX = SumX + other.SumX,
                SumXX = SumXX + other.SumXX,
                SumXY = SumXY + other.SumXY,
            }
        );

    /// <summary>What came since an earlier look at the same units.</summary>
    public Moments Since(Moments earlier) =>
        checked(
            new()
            {
                Count = Count - earlier.Count,
                SumY = SumY - earlier.SumY,
                SumYY = SumYY - earlier.SumYY,
                SumX = SumX - earlier.SumX,
                SumXX = SumXX - earlier.SumXX,
                SumXY = SumXY - earlier.SumXY,
            }
        );

    /// <summary>0 where nothing was seen, as are the others.</summary>
    public double MeanY() => Mean(SumY);

    public double MeanX() => Mean(SumX);

    /// <summary>
    /// Sample variance, of n - 1; 0 below two units. The cancellation is done in integers, so a large mean costs no digits.
    /// </summary>
    public double VarianceY() => Central(SumYY, SumY, SumY);

    public double VarianceX() => Central(SumXX, SumX, SumX);

    public double Covariance() => Central(SumXY, SumX, SumY);

    private static Int128 Units(double value) =>
        Math.Abs(value) <= Largest
            ? (Int128)Math.Round(value * Scale)
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A metric lies between {-Largest} and {Largest}.");

    private double Mean(Int128 sum) => Count == 0 ? 0 : (double)sum / Scale / Count;

    private double Central(Int128 products, Int128 first, Int128 second) =>
        Count < 2 ? 0 : (double)((BigInteger)Count * products - (BigInteger)first * second) / (Scale * Scale) / Count / (Count - 1);
}
