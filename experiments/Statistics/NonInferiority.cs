namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Is the treated arm at worst a margin below the control? Decided on an interval that holds at all looks, so it may be asked at each.
/// </summary>
public static class NonInferiority
{
    /// <param name="comparison">Treated against control, higher is better.</param>
    /// <param name="margin">Loss that is tolerated, in the comparison's units, 0 or more.</param>
    /// <returns>Higher: not inferior. Lower: inferior by more than the margin.</returns>
    public static ShownDirection Decide(Comparison comparison, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        return comparison.Low > -margin ? ShownDirection.Higher
            : comparison.High < -margin ? ShownDirection.Lower
            : ShownDirection.Inconclusive;
    }
}
