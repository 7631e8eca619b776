namespace ServerlessML.Workflows.Training.Search;

/// <summary>Train one trial as far as a rung.</summary>
public sealed record TrialRequest
{
    public required TrainRequest Training { get; init; }
    public required int Number { get; init; }

    /// <summary>Counts from 0.</summary>
    public required int Rung { get; init; }

    /// <summary>The share of a full training, above 0 and at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>0 without cross-validation.</summary>
    public int Folds { get; init; }

    /// <summary>
    /// The number of parts of the training rows of which one scores the trial, from <see cref="SearchProgress.Selection"/>.
    /// </summary>
    public int? Selection { get; init; }

    /// <summary>The winner, on all training rows.</summary>
    public bool Final { get; init; }
    public bool Shared { get; init; }
}
