using System.Globalization;

namespace ServerlessML.Cli.Output;

/// <summary>Makes what others wrote fit to be shown: it must neither drive a terminal nor pass for other lines.</summary>
internal static class PlainText
{
    /// <summary>One line: what controls a terminal or the direction of writing becomes a space.</summary>
    public static string Line(string? text) => new([.. (text ?? "").Select(character => Drives(character) ? ' ' : character)]);

    /// <summary>The same, of each line.</summary>
    public static string Lines(string? text) =>
        new([.. (text ?? "").ReplaceLineEndings("\n").Select(character => character != '\n' && Drives(character) ? ' ' : character)]);

    // Of the formatting characters, those that change the direction of writing (U+202A to 202E, U+2066 to 2069) and line separators.
    private static bool Drives(char character) =>
        char.IsControl(character)
        || character is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069'
        || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
