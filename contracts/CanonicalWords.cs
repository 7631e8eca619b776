using System.Globalization;
using System.Text;

namespace ServerlessML.Contracts;

/// <summary>
/// A text as its words: in Unicode's normal form C and lower case, with single blanks between them. A model is trained on this form and
/// served with it, so that no model has a rule of its own of what a word is. The form of a form is itself.
/// </summary>
public static class CanonicalWords
{
    /// <summary>Words of a text that count; what follows is cut off.</summary>
    public const int Most = 500;

    /// <summary>Characters of a word that count; what follows is cut off.</summary>
    public const int Longest = 64;

    /// <summary>
    /// The words: runs of letters, their marks, and digits. An apostrophe within a word is left out (don't as dont); a character of Chinese
    /// or Japanese writing, which puts no blanks, is a word of its own. Empty where there is none.
    /// </summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(Math.Min(text.Length, Most * 8));
        var (count, length, isAlone) = (0, 0, false);
        foreach (var rune in CanonicalText.Composed(text).EnumerateRunes())
        {
            var (isWord, alone) = (IsOfWord(rune, length), IsWordOfItsOwn(rune));
            if (!isWord)
            {
                length = length > 0 && IsApostrophe(rune) ? length : 0;
                continue;
            }

            if (length == 0 || alone || (isAlone && !IsMark(rune)))
            {
                if (++count > Most)
                {
                    break;
                }

                words.Append(words.Length > 0 ? " " : "");
                (length, isAlone) = (0, alone);
            }

            if (length + rune.Utf16SequenceLength <= Longest)
            {
                words.Append(Rune.ToLowerInvariant(rune).ToString());
            }

            length += rune.Utf16SequenceLength;
        }

        return CanonicalText.Composed(words.ToString());
    }

    /// <summary>How many words a text in this form has.</summary>
    public static int Count(string words) => words.Length == 0 ? 0 : words.AsSpan().Count(' ') + 1;

    /// <summary>The same, of its UTF-8.</summary>
    public static int Count(ReadOnlySpan<byte> words) => words.Length == 0 ? 0 : words.Count((byte)' ') + 1;

    private static bool IsOfWord(Rune rune, int length) => Rune.IsLetterOrDigit(rune) || (length > 0 && IsMark(rune));

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '\u2019';

    private static bool IsWordOfItsOwn(Rune rune) =>
        rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0x3041 and <= 0x30FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
