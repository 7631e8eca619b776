namespace ServerlessML.Experiments.Statistics;

/// <summary>Two arms compared at one look.</summary>
/// <param name="Shown">What the interval shows.</param>
/// <param name="Estimate">Treated against control; null where it cannot be computed, as are the ends.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Evidence">Against no difference.</param>
/// <param name="Reason">Why nothing is said; null where something is.</param>
public sealed record Comparison(ShownDirection Shown, double? Estimate, double? Low, double? High, EValue Evidence, string? Reason)
{
    /// <summary>An interval of finite ends; one that has none says nothing.</summary>
    public static Comparison Of(ShownDirection shown, double estimate, double low, double high, EValue evidence) =>
        double.IsFinite(estimate) && double.IsFinite(low) && double.IsFinite(high)
            ? new(shown, estimate, low, high, evidence, null)
            : Nothing("the values are too large, or the control's too small, to compare");

    public static Comparison Nothing(string reason) => new(ShownDirection.Inconclusive, null, null, null, EValue.None, reason);
}
