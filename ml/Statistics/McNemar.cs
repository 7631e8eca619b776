using MathNet.Numerics;

namespace ServerlessML.Ml.Statistics;

/// <summary>Two classifiers on the same rows: do their errors differ in number (McNemar 1947)? Exact, by the binomial of the rows where one alone is right.</summary>
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

    /// <param name="first">P(positive) of the first.</param>
    /// <param name="second">Of the second.</param>
    /// <param name="labels">What came.</param>
    /// <param name="threshold">From which a row is called positive.</param>
    public static McNemar Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<bool> labels, float threshold = 0.5f)
    {
        if (first.Length != labels.Length || second.Length != labels.Length)
        {
            throw new ArgumentException($"There are {first.Length} and {second.Length} scores, and {labels.Length} labels.", nameof(labels));
        }

        var (onlyFirst, onlySecond) = (0L, 0L);
        for (var i = 0; i < labels.Length; i++)
        {
            var (a, b) = (first[i] >= threshold == labels[i], second[i] >= threshold == labels[i]);
            onlyFirst += a && !b ? 1 : 0;
            onlySecond += b && !a ? 1 : 0;
        }

        return Of(onlyFirst, onlySecond);
    }
}
