namespace ServerlessML.Ml.Data;

/// <summary>A file that cannot be read as what its name says it is; the message names the file and the place in it.</summary>
public sealed class UnreadableFileException : Exception
{
    internal UnreadableFileException(string file, string message, string? advice = null)
        : base($"{file}: {message}{(advice is null ? "" : $" {advice}")}") => (File, Why, Advice) = (file, message, advice);

    internal UnreadableFileException(LocalDataFile file, Exception cause)
        : base($"{file.Name}: {Reason(file, cause.Message)}", cause) => (File, Why) = (file.Name, Reason(file, cause.Message));

    public string File { get; }

    /// <summary>The message without the file's name.</summary>
    public string Why { get; }

    /// <summary>What to do, as a sentence; null where nothing else than to land the file again will help.</summary>
    public string? Advice { get; }

    // DuckDB's first paragraph says what is wrong and where; what follows repeats the query or guesses at options.
    private static string Reason(LocalDataFile file, string message)
    {
        var text = new[] { $"'{file.Path}'", $"\"{file.Path}\"", file.Path }.Aggregate(message, (all, path) =>
            all.Replace(path, "the file", StringComparison.Ordinal)
        );
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        text = (end < 0 ? text : text[..end]).ReplaceLineEndings(" ");
        return text.Length <= 400 ? text : text[..400] + "…";
    }
}
