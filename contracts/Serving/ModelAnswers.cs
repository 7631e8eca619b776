using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Serving;

/// <summary>What a model of classes or of numbers answers, and how its answers are counted. All versions of a pipeline count alike, so that they can be compared.</summary>
public sealed record ModelAnswers
{
    public required TaskKind Task { get; init; }

    /// <summary>The classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Of numbers: ascending upper edges of all bins of predictions but the last, by the twentieths of the first version's predictions on its holdout.</summary>
    public IReadOnlyList<double>? Edges { get; init; }

    /// <summary>Of numbers: the label's variance on the first version's holdout, which the quality of a prediction is in proportion to.</summary>
    public double? Variance { get; init; }

    /// <summary>Of the same label.</summary>
    public bool AnswersLike(ModelAnswers other) => Task == other.Task && (Classes ?? []).SequenceEqual(other.Classes ?? [], StringComparer.Ordinal);
}
