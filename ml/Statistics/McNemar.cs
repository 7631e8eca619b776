using MathNet.Numerics;

namespace ServerlessML.Ml.Statistics;

/// <summary>
/// Two classifiers on the same rows: do their errors differ in number (McNemar 1947)? Exact, by the binomial of the rows where one alone is
/// right.
/// </summary>
/// <param name="OnlyFirst">Rows that the first alone has right.</param>
/// <param name="OnlySecond">Rows that the second alone has right.</param>
/// <param name="PValue">Two-sided; 1 where they never disagree.</param>
public sealed record McNemar(long OnlyFirst, long OnlySecond, double PValue)
{
    public static McNemar Of(long onlyFirst, long onlySecond)
    {
        var (count, fewer) = (onlyFirst + onlySecond, Math.Min(onlyFirst, onlySecond));
        // P(X <= k) of the binomial as a regularised incomplete beta function.
        var tail = fewer == count ? 1 : SpecialFunctions.BetaRegularized(count - fewer, fewer + 1, 0.5);
        return new(onlyFirst, onlySecond, Math.Min(1, 2 * tail));
    }
}
