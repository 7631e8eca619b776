using System.Text.RegularExpressions;

namespace ServerlessML.Ml.Data;

/// <summary>How numbers are written in a file of texts.</summary>
internal sealed record NumberFormat(char Decimal, char? Thousands)
{
    public static NumberFormat Plain { get; } = new('.', null);

    /// <summary>SQL of the text as a number with a decimal point; null, or no number, where it is none of this format.</summary>
    public string Digits(string text) =>
        Thousands is { } mark
            ? $"CASE WHEN regexp_full_match(trim({text}), {Sql.Literal(Pattern(mark))}) "
                + $"THEN replace(replace(trim({text}), {Sql.Literal(mark.ToString())}, ''), {Sql.Literal(Decimal.ToString())}, '.') END"
        : Decimal == '.' ? text
        // The point is no decimal mark then: 1.5 is no number.
        : $"translate({text}, {Sql.Literal($"{Decimal}.")}, {Sql.Literal($".{Decimal}")})";

    private string Pattern(char mark) =>
        $"[+-]?([0-9]{{1,3}}({Regex.Escape(mark.ToString())}[0-9]{{3}})+|[0-9]+)({Regex.Escape(Decimal.ToString())}[0-9]*)?([eE][+-]?[0-9]+)?";
}
