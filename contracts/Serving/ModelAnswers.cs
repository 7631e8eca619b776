using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Serving;

/// <summary>
/// What a model of classes or of numbers answers, and how its answers are counted. All versions of a pipeline with the same label count
/// alike, so that they can be compared.
/// </summary>
public sealed record ModelAnswers
{
    public required TaskKind Task { get; init; }

    /// <summary>The classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>
    /// The ascending upper edges of all bins of predicted numbers but the last: the twentieths of the first version's predictions on its
    /// holdout.
    /// </summary>
    public IReadOnlyList<double>? Edges { get; init; }

    /// <summary>The variance of a numeric label on the first version's holdout, by which the quality of predictions is scaled.</summary>
    public double? Variance { get; init; }
}
