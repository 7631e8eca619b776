namespace ServerlessML.Ml.Data;

/// <summary>A file that cannot be read as what its name says it is; the message names the file and the place in it.</summary>
public sealed class UnreadableFileException : Exception
{
    internal UnreadableFileException(string file, string message)
        : base($"{file}: {message}") => File = file;

    internal UnreadableFileException(LocalDataFile file, Exception cause)
        : base($"{file.Name}: {Reason(file, cause.Message)}", cause) => File = file.Name;

    public string File { get; }

    // DuckDB's first paragraph says what is wrong and where; what follows repeats the query or guesses at options.
    private static string Reason(LocalDataFile file, string message)
    {
        var text = message.Replace(file.Path, file.Name, StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        text = (end < 0 ? text : text[..end]).ReplaceLineEndings(" ");
        return text.Length <= 400 ? text : text[..400] + "…";
    }
}
