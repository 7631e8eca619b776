namespace ServerlessML.Workflows.Training.Search;

/// <summary>A point of a search's space.</summary>
public sealed record TrialPoint
{
    public required string Recipe { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Equal for equal points.</summary>
    public string Text() =>
        $"{Recipe}({string.Join(", ", Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))})";
}
