namespace ServerlessML.Workflows.Training.Search;

/// <summary>A search, and what it knows when it starts anew.</summary>
public sealed record SearchProgress
{
    /// <summary>A row's hash puts it in one of so many parts.</summary>
    public static int? SelectionOf(SearchSettings search) =>
        search.Folds > 0 || (search.Selection ?? SearchSettings.UsualSelection) is not (> 0 and var share)
            ? null
            : (int)Math.Round(1 / share);

    /// <summary>What all trials have in common.</summary>
    public required TrainRequest Training { get; init; }
    public required SearchSettings Search { get; init; }

    /// <summary>Trainings of the same inputs are shared.</summary>
    public bool Shared { get; init; }

    /// <summary>One part in so many of the training rows is kept back to score trials on; null where it is not.</summary>
    public int? Selection { get; init; }

    /// <summary>Null before the trials are drawn.</summary>
    public IReadOnlyList<TrialProgress>? Trials { get; init; }
    public DateTime? StartedAt { get; init; }
}
