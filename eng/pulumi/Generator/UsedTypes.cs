namespace ServerlessML.Generator;

/// <summary>
/// Reads which types are used: <c>KIND MODULE.NAME: MEMBER MEMBER=double > OUTPUT</c>, with more members on lines that are indented.
/// </summary>
public static class UsedTypes
{
    public const string File = "used.txt";

    private const string Double = "=double";

    /// <exception cref="FormatException">A line is none of these; the message names it.</exception>
    public static IReadOnlyList<UsedType> Read(string text)
    {
        List<string> whole = [];
        foreach (var line in text.Split('\n').Where(line => line.Trim().Length > 0 && line[0] != '#'))
        {
            if (char.IsWhiteSpace(line[0]) && whole.Count > 0)
            {
                whole[^1] += line;
            }
            else
            {
                whole.Add(line);
            }
        }

        return [.. whole.Select(One)];
    }

    private static UsedType One(string line)
    {
        if (
            line.Split(':', 2) is not [var head, var rest]
            || head.Split(' ') is not [("resource" or "input" or "output" or "enum") and var kind, var type]
            || type.Split('.') is not [var module, var name]
        )
        {
            throw new FormatException($"{File}: «{line}» is not «KIND MODULE.NAME: MEMBERS».");
        }

        var parts = rest.Split('>');
        var members = Words(parts[0]);
        return new(
            kind,
            module,
            name,
            [.. members.Select(Plain)],
            parts.Length > 1 ? Words(parts[1]) : [],
            members.Where(member => member.EndsWith(Double, StringComparison.Ordinal)).Select(Plain).ToHashSet(StringComparer.Ordinal)
        );
    }

    private static string Plain(string member) => member.EndsWith(Double, StringComparison.Ordinal) ? member[..^Double.Length] : member;

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
