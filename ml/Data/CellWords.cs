namespace ServerlessML.Ml.Data;

/// <summary>Words that stand for something else where a number, or a truth, is expected.</summary>
public static class CellWords
{
    /// <summary>Texts that no number could be, and that programs write where a value is missing; in lower case.</summary>
    public static IReadOnlyList<string> Missing { get; } =
    ["na", "n/a", "#n/a", "n.a.", "<na>", "null", "none", "nil", "nan", "missing", "unknown", "-", "--", "?", ".", "\\n"];

    private static readonly string WordCases = string.Join(
        ' ',
        CanonicalText
            .TrueWords.Select(word => $"WHEN '{word}' THEN 1")
            .Concat(CanonicalText.FalseWords.Select(word => $"WHEN '{word}' THEN 0"))
            .Concat(Missing.Select(word => $"WHEN {Sql.Literal(word)} THEN NULL"))
    );

    /// <summary>SQL that reads a text as a 32-bit float, words as what they stand for, and fails on any other text.</summary>
    /// <param name="digits">SQL of the text as a number with a decimal point.</param>
    /// <param name="raw">SQL of the text as it is.</param>
    public static string Single(string digits, string raw) =>
        $"coalesce(TRY_CAST(NULLIF(trim({digits}), '') AS FLOAT), CASE lower(trim({raw})) {WordCases} "
        + $"ELSE CAST(NULLIF(trim({digits}), '') AS FLOAT) END)";

    public static bool IsMissing(string text) => Missing.Contains(text.Trim().ToLowerInvariant());
}
