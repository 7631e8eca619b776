using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Experiments.Rollout;

/// <summary>Evidence against each limit since the rollout began, as logarithms of e-values by measure. Goes from step to step.</summary>
public sealed record RolloutEvidence
{
    public static RolloutEvidence None { get; } = new();

    public IReadOnlyDictionary<string, double> Logs { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The analyses of a group-sequential design in this step, in order; null where nothing was analysed. They go from look to look, not to the next step.</summary>
    public IReadOnlyList<DesignAnalysis>? Analyses { get; init; }

    /// <summary>The windows of a canary in this step; null before its first look. They go from look to look, not to the next step.</summary>
    public CanarySeries? Canary { get; init; }
}
