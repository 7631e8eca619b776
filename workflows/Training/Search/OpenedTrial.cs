namespace ServerlessML.Workflows.Training.Search;

/// <summary>What a trial trains.</summary>
public sealed record OpenedTrial
{
    public required TrialPoint Point { get; init; }

    /// <summary>Where each of its trainings stopped on the rung before; null where it begins anew.</summary>
    public IReadOnlyList<Digest?> Resume { get; init; } = [];
}
