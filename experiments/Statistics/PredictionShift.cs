namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Has the distribution of predictions moved from the control's by more than a tolerance at any bin's edge (Kolmogorov's distance)? Two
/// models never predict alike, so a test of equality would only wait for traffic. Exact at any count, given the share of units routed to
/// the treated arm, each on its own.
/// </summary>
public sealed class PredictionShift
{
    private readonly DifferenceWager _wager;

    /// <param name="share">Of units routed to the treated arm, of the two arms; above 0 and below 1.</param>
    /// <param name="tolerance">Largest difference of cumulative shares that is allowed, 0 to 1.</param>
    public PredictionShift(double share, double tolerance)
    {
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The treated arm's share lies between 0 and 1, both excluded.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        _wager = new(share, tolerance);
    }

    /// <summary>Counts by the same bins.</summary>
    public EValue Evidence(IReadOnlyList<long> control, IReadOnlyList<long> treated)
    {
        if (control.Count != treated.Count)
        {
            throw new ArgumentException($"The arms have {control.Count} and {treated.Count} bins.", nameof(treated));
        }

        var (allControl, allTreated) = (control.Sum(), treated.Sum());
        if (control.Count < 2 || allControl + allTreated == 0)
        {
            return EValue.None;
        }

        var each = _wager.Wagers;
        var wealth = new double[(control.Count - 1) * 2 * each];
        var (belowControl, belowTreated) = (0L, 0L);
        for (var edge = 0; edge < control.Count - 1; edge++)
        {
            belowControl += control[edge];
            belowTreated += treated[edge];
            var (aboveControl, aboveTreated) = (allControl - belowControl, allTreated - belowTreated);
            _wager.Evidence(belowTreated, aboveTreated, belowControl, aboveControl, wealth.AsSpan(edge * 2 * each, each));
            _wager.Evidence(aboveTreated, belowTreated, aboveControl, belowControl, wealth.AsSpan((edge * 2 + 1) * each, each));
        }

        // An arm without units is a mismatch of the shares, which SampleRatio finds; of predictions it shows nothing.
        var evidence = EValue.Mean(wealth);
        return allControl == 0 || allTreated == 0 ? new(Math.Min(0, evidence.Log)) : evidence;
    }

    /// <summary>Largest difference of cumulative shares seen; 0 where an arm is empty.</summary>
    public static double Distance(IReadOnlyList<long> control, IReadOnlyList<long> treated)
    {
        var (allControl, allTreated) = ((double)control.Sum(), (double)treated.Sum());
        if (allControl == 0 || allTreated == 0)
        {
            return 0;
        }

        var (c, t, most) = (0.0, 0.0, 0.0);
        for (var bin = 0; bin < control.Count; bin++)
        {
            c += control[bin] / allControl;
            t += treated[bin] / allTreated;
            most = Math.Max(most, Math.Abs(c - t));
        }

        return most;
    }
}
