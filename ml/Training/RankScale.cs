namespace ServerlessML.Ml.Training;

/// <summary>
/// Values as ranks of the training rows' values, in the middle of those that are equal, along a line within each bin; with a mean of 0 and
/// a variance of 1 where the ranks are even.
/// </summary>
/// <param name="Low">The smallest value of training; smaller ones are taken for it.</param>
/// <param name="High">The largest.</param>
/// <param name="From">Where each bin begins.</param>
/// <param name="Slope">Of each bin.</param>
/// <param name="Base">The scaled rank where each bin begins.</param>
internal sealed record RankScale(float Low, float High, float[] From, float[] Slope, float[] Base)
{
    private static readonly double Spread = Math.Sqrt(12);

    public float Of(int bin, float value) => Base[bin] + (Math.Clamp(value, Low, High) - From[bin]) * Slope[bin];

    /// <param name="sorted">The training rows' values.</param>
    /// <param name="edges">Rising; each is one of the values.</param>
    public static RankScale Fit(float[] sorted, List<float> edges)
    {
        float[] knots = [sorted[0], .. edges, sorted[^1]];
        var ranks = Array.ConvertAll(knots, knot =>
            ((Below(sorted, knot, orEqual: false) + Below(sorted, knot, orEqual: true)) / (2.0 * sorted.Length) - 0.5) * Spread
        );
        var slopes = new float[knots.Length - 1];
        for (var bin = 0; bin < slopes.Length; bin++)
        {
            var width = (double)knots[bin + 1] - knots[bin];
            slopes[bin] = width > 0 && float.IsFinite((float)(1 / width)) ? (float)((ranks[bin + 1] - ranks[bin]) / width) : 0;
        }

        return new(sorted[0], sorted[^1], knots[..^1], slopes, [.. ranks.SkipLast(1).Select(rank => (float)rank)]);
    }

    private static int Below(float[] sorted, float value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value || (orEqual && sorted[middle] == value) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
