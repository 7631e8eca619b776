using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Training;

/// <summary>The runner's <c>metrics.json</c>.</summary>
public sealed record TrainingMetrics
{
    public required string Recipe { get; init; }
    public required long Rows { get; init; }
    public required long Steps { get; init; }

    /// <summary>
    /// The number of <see cref="Steps"/> whose gradients were not finite and which changed nothing; null where precision is not mixed.
    /// </summary>
    public long? SkippedSteps { get; init; }
    public required int Epochs { get; init; }
    public required long TrainableParameters { get; init; }
    public required double FinalLoss { get; init; }

    /// <summary>The AUC on the validation rows; null unless the label is binary.</summary>
    public double? ValidationAuc { get; init; }

    /// <summary>
    /// What training compared its epochs by, of any label, higher is better: AUC, less the log loss, or less the root of the mean squared
    /// error.
    /// </summary>
    public double? ValidationScore { get; init; }

    /// <summary>Measures of the validation rows, by name; null without any.</summary>
    public IReadOnlyDictionary<string, double>? Validation { get; init; }

    /// <summary>The same of the rows that <see cref="TrainingJob.Fold"/> kept back.</summary>
    public IReadOnlyDictionary<string, double>? Fold { get; init; }

    /// <summary>Mean training loss, one an epoch.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>What recipe <c>auto</c> tried, in the order of the trials; null of the other recipes.</summary>
    public IReadOnlyList<TriedRecipe>? Tried { get; init; }
}

/// <summary>One recipe that <c>auto</c> tried.</summary>
/// <param name="Recipe">Its name.</param>
/// <param name="Score">What it is ranked by: less the log loss, or less the root of the mean squared error, of rows that it did not learn
/// from; null where it gave no model.</param>
/// <param name="Error">Why it gave none, a sentence; null where it did.</param>
public sealed record TriedRecipe(string Recipe, double? Score, string? Error)
{
    /// <summary>Whether it is the one whose model was taken; null in older documents, and for the others.</summary>
    public bool? Taken { get; init; }

    /// <summary>The loss that <see cref="Score"/> is less of; null where there is none.</summary>
    [JsonIgnore]
    public double? Loss => -Score;
}
