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
    public static Comparison Nothing(string reason) => new(ShownDirection.Inconclusive, null, null, null, EValue.None, reason);
}
