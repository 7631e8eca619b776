namespace ServerlessML.Contracts;

/// <summary>What came of a trial at one rung.</summary>
public sealed record TrialRung
{
    /// <summary>Of the whole course, above 0 and at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>The mean over the folds; null for the winner's last training on all rows, which has nothing to score on.</summary>
    public double? Score { get; init; }

    /// <summary>Of the mean; null without folds.</summary>
    public double? StandardError { get; init; }

    /// <summary>One a fold; null without folds.</summary>
    public IReadOnlyList<double>? Scores { get; init; }

    /// <summary>The <see cref="TrainingResult"/>s in the content-addressed store, one a fold.</summary>
    public IReadOnlyList<Digest> Results { get; init; } = [];

    /// <summary>Of all its trainings together.</summary>
    public int Attempts { get; init; }

    /// <summary>Of its trainings, how many had been done before.</summary>
    public int Cached { get; init; }
    public double Seconds { get; init; }

    /// <summary>Of attempts that gave no model, as far as their runners lived to say; null without any.</summary>
    public double? LostSeconds { get; init; }

    /// <summary>How attempts before the last ended, a sentence each; null without any.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    /// <summary>What went otherwise than asked, a sentence each; null for nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>One of its trainings failed for good.</summary>
    public bool? Broken { get; init; }
}
