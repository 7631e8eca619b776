namespace ServerlessML.Contracts.Training;

/// <summary>The trials of a run's search. Written as they go; the last word is named by the run's manifest.</summary>
public sealed record SearchReport
{
    public required string RunId { get; init; }
    public required SearchKind Kind { get; init; }

    /// <summary>What scores are of; of a loss they are less it, so that higher is better.</summary>
    public required string Metric { get; init; }

    /// <summary>The share of a full training that a trial has at each rung; the last is 1.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    /// <summary>0 without cross-validation.</summary>
    public int Folds { get; init; }

    /// <summary>
    /// One part in so many of the training rows is what trials are scored on; null for the recipe's own validation rows, or folds.
    /// </summary>
    public int? Selection { get; init; }
    public required IReadOnlyList<SearchTrial> Trials { get; init; }

    /// <summary>The number of the trial whose model was taken.</summary>
    public int? Winner { get; init; }

    /// <summary>Why there is no winner.</summary>
    public string? Error { get; init; }
}

/// <summary>One point of a search's space, and how far it got.</summary>
public sealed record SearchTrial
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }
    public required string Recipe { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>One of <see cref="TrialState"/>.</summary>
    public string State { get; init; } = TrialState.Waiting;

    /// <summary>Share of a full training that it is trained for now, while it runs.</summary>
    public double? Until { get; init; }

    /// <summary>The training that runs, or ran last.</summary>
    public string? JobId { get; init; }

    /// <summary>The trial's rungs in the order of their shares.</summary>
    public IReadOnlyList<TrialRung> Rungs { get; init; } = [];
    public string? Error { get; init; }

    /// <summary>The rung that a failed trial failed on; null for the others.</summary>
    public TrialRung? Broken { get; init; }
}

/// <summary>What came of a trial at one rung.</summary>
public sealed record TrialRung
{
    /// <summary>The share of a full training, above 0 and at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>The mean over the folds; null for the winner's last training on all rows, which has nothing to score on.</summary>
    public double? Score { get; init; }

    /// <summary>The standard error of the mean score; null without folds.</summary>
    public double? StandardError { get; init; }

    /// <summary>One a fold; null without folds.</summary>
    public IReadOnlyList<double>? Scores { get; init; }

    /// <summary>The <see cref="TrainingResult"/>s in the content-addressed store, one a fold.</summary>
    public IReadOnlyList<Digest> Results { get; init; } = [];

    /// <summary>The number of attempts of all its trainings together.</summary>
    public int Attempts { get; init; }

    /// <summary>The number of its trainings whose result an earlier training had left.</summary>
    public int Cached { get; init; }
    public double Seconds { get; init; }

    /// <summary>The seconds of attempts that gave no model, as far as their runners reported; null without any.</summary>
    public double? LostSeconds { get; init; }

    /// <summary>How attempts before the last ended, a sentence each; null without any.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    /// <summary>What went otherwise than asked, a sentence each; null for nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>One of its trainings failed for good.</summary>
    public bool? Broken { get; init; }
}
