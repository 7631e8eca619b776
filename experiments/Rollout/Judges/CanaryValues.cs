namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>One metric's values of the stretches between looks, in order, the same stretches for both arms.</summary>
public sealed record CanaryValues
{
    public IReadOnlyList<double> Control { get; init; } = [];
    public IReadOnlyList<double> Treated { get; init; } = [];

    /// <summary>Stretches so far, once older ones were let go; null before.</summary>
    public int? Stretches { get; init; }
}
