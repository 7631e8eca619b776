using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ADRaffy.ENSNormalize;

namespace ServerlessML.Contracts;

/// <summary>
/// Texts that mean one thing in one form, whatever file, library or request they come from (docs/reference/formats.md). A model is
/// trained on this form and served with it.
/// </summary>
public static partial class CanonicalText
{
    private const char FirstThatComposes = '\u0300';
    private static readonly string[] Yes = ["true", "t", "yes", "y"];
    private static readonly string[] No = ["false", "f", "no", "n"];

    /// <summary>The words for 1, in lower case.</summary>
    public static IReadOnlyList<string> TrueWords => Yes;

    /// <summary>The words for 0, in lower case.</summary>
    public static IReadOnlyList<string> FalseWords => No;

    /// <summary>A column's name: without blanks around it, in Unicode's normal form C.</summary>
    public static string OfName(string name) => Composed(name.Trim());

    /// <summary>The text in Unicode's normal form C.</summary>
    public static string Composed(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstThatComposes - 1)) >= 0 ? ENSNormalize.NF.NFC(text) : text;

    /// <summary>
    /// A category: without blanks around it, in normal form C; a whole number without a fraction (7.0 as 7; not 007, which is a code), and
    /// True and FALSE in lower case.
    /// </summary>
    public static string Of(string text)
    {
        var form = Composed(text.Trim());
        return IsTruth(form) ? form.ToLowerInvariant()
            : WholeWithFraction().Match(form) is { Success: true } whole
                ? whole.Groups[1].Value is "-0" ? "0"
                    : whole.Groups[1].Value
            : Exponent().IsMatch(form) && double.Parse(form, CultureInfo.InvariantCulture) is var number && IsWhole(number) ? Of(number)
            : form;
    }

    /// <summary>A category that came as a number.</summary>
    public static string Of(double number) =>
        IsWhole(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>False where <see cref="Of(string)"/> surely changes nothing.</summary>
    public static bool MayDiffer(ReadOnlySpan<byte> utf8) =>
        utf8.Length > 0
        && (
            utf8[0] is <= 0x20 or >= 0x80
            || utf8[^1] is <= 0x20 or >= 0x80 or (byte)'0' or (byte)'e' or (byte)'E'
            || utf8.IndexOfAnyInRange((byte)0xCC, (byte)0xFF) >= 0
            || utf8.Contains((byte)'+')
        );

    /// <summary>What a word for true or false says, 0 and 1 included; null for any other text.</summary>
    public static bool? Truth(string text)
    {
        var word = text.Trim().ToLowerInvariant();
        return Array.IndexOf(Yes, word) >= 0 || word is "1" or "1.0" ? true
            : Array.IndexOf(No, word) >= 0 || word is "0" or "0.0" ? false
            : null;
    }

    private static bool IsTruth(string text) =>
        text.Length is 4 or 5
        && (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase));

    private static bool IsWhole(double number) => number == Math.Floor(number) && Math.Abs(number) < 9.2e18;

    [GeneratedRegex(@"\A(-?(?:0|[1-9][0-9]*))\.0+\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeWithFraction();

    [GeneratedRegex(@"\A-?[1-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();
}
