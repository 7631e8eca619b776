namespace ServerlessML.Contracts.Pipelines;

/// <summary>Which words of a column of texts a model learns, and which pairs of words that follow each other.</summary>
public sealed record TextSettings
{
    public const int UsualVocabulary = 500;
    public const int MostVocabulary = 5000;
    public const int UsualMinRows = 5;

    /// <summary>The most words and pairs, those of the most training rows; null for the usual, fewer where rows are many.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>The training rows that a word or a pair must be in; null for the usual.</summary>
    public int? MinRows { get; init; }
}
