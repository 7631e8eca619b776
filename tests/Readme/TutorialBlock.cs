using System.Text.RegularExpressions;

namespace ServerlessML.Tests.Readme;

/// <summary>A fenced block of a page, with the comment above it that says what a test does with it.</summary>
internal sealed partial record TutorialBlock
{
    public required TutorialBlockKind Kind { get; init; }

    /// <summary>The name of a file, or the text that a repeated command prints in the end.</summary>
    public required string Argument { get; init; }

    public required string Text { get; init; }

    /// <exception cref="FormatException">A block has no comment that a test understands.</exception>
    public static IReadOnlyList<TutorialBlock> Parse(string page)
    {
        List<TutorialBlock> blocks =
        [
            .. Marked()
                .Matches(page)
                .Select(match => new TutorialBlock
                {
                    Kind = Enum.Parse<TutorialBlockKind>(
                        match.Groups["kind"].Value.Replace(" ", "", StringComparison.Ordinal),
                        ignoreCase: true
                    ),
                    Argument = match.Groups["argument"].Value,
                    Text = match.Groups["text"].Value,
                }),
        ];
        var fences = Fence().Count(page);
        return blocks.Count * 2 == fences
            ? blocks
            : throw new FormatException(
                $"{blocks.Count} of the tutorial's blocks have a comment that a test understands, of {fences / 2}."
            );
    }

    /// <summary>The lines that the block shows and the output lacks; «…» stands for anything within a line.</summary>
    public IEnumerable<string> MissingFrom(string output) =>
        from line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        where !Regex.IsMatch(output, Regex.Escape(line).Replace("…", "[^\n]*?", StringComparison.Ordinal))
        select line;

    [GeneratedRegex(
        @"<!-- (?<kind>file|run until|run|terminal|shows)(: (?<argument>.*?))? -->\n```\w+\n(?<text>.*?)```",
        RegexOptions.Singleline
    )]
    private static partial Regex Marked();

    [GeneratedRegex("^```", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
