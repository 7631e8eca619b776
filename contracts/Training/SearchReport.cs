namespace ServerlessML.Contracts;

/// <summary>The trials of a run's search. Written as they go; the last word is named by the run's manifest.</summary>
public sealed record SearchReport
{
    public required string RunId { get; init; }
    public required SearchKind Kind { get; init; }

    /// <summary>What scores are of; of a loss they are less it, so that higher is better.</summary>
    public required string Metric { get; init; }

    /// <summary>Of the whole course, at each rung; the last is 1.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    /// <summary>0 without cross-validation.</summary>
    public int Folds { get; init; }

    /// <summary>One part in so many of the training rows is what trials are scored on; null for the recipe's own validation rows, or folds.</summary>
    public int? Selection { get; init; }
    public required IReadOnlyList<SearchTrial> Trials { get; init; }

    /// <summary>The number of the trial whose model was taken.</summary>
    public int? Winner { get; init; }

    /// <summary>Why there is no winner.</summary>
    public string? Error { get; init; }
}
