namespace ServerlessML.Experiments.Statistics;

/// <summary>One arm's metric: units, mean, and the variance of one unit.</summary>
public readonly record struct Sample(long Count, double Mean, double Variance)
{
    /// <summary>The number of positive outcomes of a proportion; null for other metrics.</summary>
    public long? Positives { get; init; }

    /// <summary>
    /// The samples, a small arm's variance taken no smaller than the large one's. Of skewed values, a few that miss the long tail have a
    /// low mean and a low variance at once, and look surer than they are; simulated revenue at 90:10 gave twice the false alarms promised.
    /// </summary>
    public static (Sample Control, Sample Treated) Steadied(Sample control, Sample treated) =>
        2 * treated.Count < control.Count ? (control, treated with { Variance = Math.Max(treated.Variance, control.Variance) })
        : 2 * control.Count < treated.Count ? (control with { Variance = Math.Max(treated.Variance, control.Variance) }, treated)
        : (control, treated);

    public static Sample Of(Moments moments) => new(moments.Count, moments.MeanY(), moments.VarianceY());

    public static Sample Proportion(long count, long positives)
    {
        if (positives < 0 || positives > count)
        {
            throw new ArgumentOutOfRangeException(nameof(positives), positives, $"There are {count} units.");
        }

        var share = count == 0 ? 0 : (double)positives / count;
        // None or all of an arm does not mean that it cannot vary: one more of each kind is supposed, as Laplace did.
        var supposed = positives == 0 || positives == count ? (positives + 1.0) / (count + 2.0) : share;
        return new(count, share, supposed * (1 - supposed)) { Positives = positives };
    }

    /// <summary>Σy / Σx by the delta method; not a number where the denominator is zero.</summary>
    public static Sample Ratio(Moments moments)
    {
        var below = moments.MeanX();
        var ratio = below == 0 ? double.NaN : moments.MeanY() / below;
        var variance = moments.VarianceY() + ratio * ratio * moments.VarianceX() - 2 * ratio * moments.Covariance();
        // Rounding can leave a hair below zero where y is a multiple of x.
        return new(moments.Count, ratio, Math.Max(0, variance) / (below * below));
    }
}
