namespace ServerlessML.Workflows;

/// <summary>Evidence against each limit since the rollout began, as logarithms of e-values by measure. Goes from step to step.</summary>
public sealed record RolloutEvidence
{
    public static RolloutEvidence None { get; } = new();

    public IReadOnlyDictionary<string, double> Logs { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);
}
