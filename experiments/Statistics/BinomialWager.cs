namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Does a yes-or-no outcome come more often than a limit allows? A likelihood ratio against the limit, averaged over alternatives: exact at
/// any count, for outcomes whose rate, whatever came before, is within the limit. The order of outcomes does not matter, so counts are all
/// it needs.
/// </summary>
public static class BinomialWager
{
    // Alternatives as multiples of the limit's odds.
    private static readonly double[] Odds = [1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 100];

    /// <summary>Evidence that the rate is above the limit.</summary>
    public static EValue Above(long positives, long count, double limit)
    {
        if (positives < 0 || positives > count)
        {
            throw new ArgumentOutOfRangeException(nameof(positives), positives, $"There are {count} units.");
        }

        if (limit >= 1 || count == 0)
        {
            return EValue.None;
        }

        if (!(limit > 0))
        {
            // Nothing is allowed: one is proof.
            return positives > 0 ? new(EValue.Most) : EValue.None;
        }

        Span<double> logs = stackalloc double[Odds.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            // Both likelihood ratios share this denominator: p1/p0 = odds/d, (1-p1)/(1-p0) = 1/d.
            logs[i] = positives * Math.Log(Odds[i]) - count * Math.Log(1 - limit + limit * Odds[i]);
        }

        return EValue.Mean(logs);
    }

    /// <summary>Evidence that the rate is below the limit.</summary>
    public static EValue Below(long positives, long count, double limit) => Above(count - positives, count, 1 - limit);

    /// <summary>
    /// Evidence that the treated arm's rate is more than <paramref name="ratio"/> times the control's. Each outcome asks which arm it fell
    /// in: within the limit, the treated arm with probability at most share·ratio / (share·ratio + 1 - share), however the rate itself
    /// moves through the day.
    /// </summary>
    /// <param name="control">Outcomes in the control arm, while the treated arm had this share.</param>
    /// <param name="treated">Outcomes in the treated arm.</param>
    /// <param name="share">Of units routed to the treated arm, of the two arms; each unit routed on its own.</param>
    /// <param name="ratio">Tolerated, above 0.</param>
    public static EValue AboveControl(long control, long treated, double share, double ratio) =>
        Above(treated, control + treated, share * ratio / (share * ratio + 1 - share));
}
