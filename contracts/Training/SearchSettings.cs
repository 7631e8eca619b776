using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Contracts.Training;

/// <summary>A search for a model's recipe and parameters (docs/reference/search.md).</summary>
public sealed record SearchSettings
{
    /// <summary>More trials than this would make documents that nobody reads.</summary>
    public const int MostTrials = 256;

    public const double UsualSelection = 0.1;

    public SearchKind Kind { get; init; } = SearchKind.Asha;

    /// <summary>Points to draw; a grid has as many as it has.</summary>
    public int Trials { get; init; } = 12;

    public required IReadOnlyList<RecipeSpace> Space { get; init; }

    /// <summary>The seed from which trials are drawn; the trainings have the pipeline's own.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Trainings at a time, at most.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>
    /// Share of a full training that every trial is trained for, above 0 and at most 1; of <see cref="SearchKind.Asha"/>.
    /// </summary>
    public double MinShare { get; init; } = 1.0 / 9;

    /// <summary>One trial in so many goes on from a rung, so many times as far; of <see cref="SearchKind.Asha"/>.</summary>
    public double Eta { get; init; } = 3;

    /// <summary>One of <see cref="QualityMeasure.Ranking"/>.</summary>
    public string Metric { get; init; } = QualityMeasure.Auc;

    /// <summary>Share of the trials that may fail.</summary>
    public double MaxFailed { get; init; } = 0.25;

    /// <summary>Parts of the training rows that are each kept back once; 0 keeps back <see cref="Selection"/> alone.</summary>
    public int Folds { get; init; }

    /// <summary>
    /// The share, without folds, of the training rows, by a hash of the row, that trials are scored on and that none of them learns from or
    /// stops early by. 0 scores on the recipe's own validation rows; null is <see cref="UsualSelection"/>.
    /// </summary>
    public double? Selection { get; init; }

    /// <summary>The time after which nothing new is begun but the winner's own training; null for no limit.</summary>
    public TimeSpan? Budget { get; init; }
}

/// <summary>How a search goes through its space.</summary>
public enum SearchKind
{
    /// <summary>Every point of the space, each trained whole.</summary>
    Grid,

    /// <summary>Points drawn from the space, each trained whole.</summary>
    Random,

    /// <summary>Points drawn, of which the better ones are trained further (asynchronous successive halving).</summary>
    Asha,
}

/// <summary>The part of a search's space that one recipe trains.</summary>
public sealed record RecipeSpace
{
    public required string Recipe { get; init; }
    public IReadOnlyList<ParameterSpace> Parameters { get; init; } = [];
}

/// <summary>What one parameter of a recipe may be: one of <see cref="Values"/>, or from <see cref="From"/> to <see cref="To"/>.</summary>
public sealed record ParameterSpace
{
    public required string Name { get; init; }
    public IReadOnlyList<string>? Values { get; init; }
    public double? From { get; init; }
    public double? To { get; init; }
    public ParameterScale Scale { get; init; }

    /// <summary>The number of points that a grid has on a range, the ends included.</summary>
    public int Steps { get; init; } = 3;
}

/// <summary>How a range is drawn from.</summary>
public enum ParameterScale
{
    Linear,

    /// <summary>Evenly in the logarithm.</summary>
    Log,

    /// <summary>Whole numbers, the ends included.</summary>
    Int,
}
