namespace ServerlessML.Experiments.Statistics;

/// <summary>Two arms compared at one look.</summary>
/// <param name="Finding">What the interval shows.</param>
/// <param name="Estimate">Treated against control; null where it cannot be computed, as are the ends.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Evidence">Against no difference.</param>
/// <param name="Reason">Why nothing is said; null where something is.</param>
public sealed record Comparison(Finding Finding, double? Estimate, double? Low, double? High, EValue Evidence, string? Reason)
{
    public static Comparison Nothing(string reason) => new(Finding.Inconclusive, null, null, null, EValue.None, reason);
}
