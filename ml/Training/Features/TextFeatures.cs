using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training.Features;

/// <summary>What a recipe learns of a column of texts: how many words a text has, and how often those of a vocabulary are in it.</summary>
internal static class TextFeatures
{
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="name">The column's.</param>
    /// <param name="vocabulary">What is counted.</param>
    /// <param name="texts">[N, 1], string, as <see cref="CanonicalWords"/> has them; empty where missing.</param>
    public static FeatureBlock Of(GraphBuilder graph, string name, TextVocabulary vocabulary, Value texts)
    {
        var (words, count) = graph.Words(texts);
        var number = graph.Cast(count, TensorElementType.Float);
        return vocabulary.Words.Length == 0
            ? new([$"/{name}/words"], number)
            : new(
                [
                    $"/{name}/words",
                    .. vocabulary.Words.Select(word => $"/{name}/{word}"),
                    .. vocabulary.Pairs.Select(pair => $"/{name}/{pair.First} {pair.Second}"),
                ],
                graph.Join([number, graph.Occurrences(words, vocabulary.Words, vocabulary.Pairs)], axis: 1)
            );
    }
}
