namespace ServerlessML.Contracts.Training;

/// <summary>
/// The program of a recipe and its arguments, as a list: no shell reads it, and no engine takes a part of it as an option.
/// </summary>
public static class CommandLine
{
    public const int MostWords = 256;
    public const int LongestWord = 4096;

    /// <summary>Tells what is wrong with it, as the end of a sentence that names it; null when nothing is.</summary>
    public static string? Problem(IReadOnlyList<string> words) =>
        words.Count == 0 ? "is empty; it begins with the program"
        : words.Count > MostWords ? $"has {words.Count} words; it has at most {MostWords}"
        : words[0].Length == 0 || words[0][0] == '-'
            ? "begins with no program: the first word is a path or a name, and does not begin with '-'"
        : words.FirstOrDefault(word => word.Length > LongestWord) is { } wordy
            ? $"has a word of {wordy.Length} characters; a word has at most {LongestWord}"
        : words.Any(word => word.Contains('\0')) ? "has a word with a NUL in it"
        : null;
}
