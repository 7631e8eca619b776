using System.Text;

namespace ServerlessML.Serving.Requests;

/// <summary>JSON paths as errors name them: <c>$.rows[3].distance</c>, or <c>$.rows[3]['odd name']</c>.</summary>
internal static class JsonPath
{
    private const int LongestName = 80;

    public static string Row(int row) => $"$.rows[{row}]";

    public static string Member(string parent, string name)
    {
        if (name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]))
        {
            return $"{parent}.{name}";
        }

        var quoted = new StringBuilder(parent).Append("['");
        foreach (var rune in name.EnumerateRunes().Take(LongestName))
        {
            _ = rune.Value switch
            {
                '\'' or '\\' => quoted.Append('\\').Append(rune),
                < ' ' => quoted.Append($"\\u{rune.Value:x4}"),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append(name.Length > LongestName ? "…']" : "']").ToString();
    }
}
