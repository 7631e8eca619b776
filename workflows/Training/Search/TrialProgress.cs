namespace ServerlessML.Workflows.Training.Search;

/// <summary>The progress of a trial, as far as the search decides by it.</summary>
public sealed record TrialProgress
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }

    /// <summary>One for each rung that it has ended, from the lowest.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];
    public bool Running { get; init; }
    public bool Failed { get; init; }

    /// <summary>Neither running nor failed: it can be taken further.</summary>
    internal bool Rests => !Running && !Failed;
}
