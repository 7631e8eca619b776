using ServerlessML.Contracts;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>data.format</c>: how files are written, where they do not tell it themselves.</summary>
internal static class FormatSection
{
    /// <param name="section">Null where nothing is stated.</param>
    /// <param name="names">The definition's columns as they are written, then its label.</param>
    public static FormatSettings? Read(YamlSection? section, IReadOnlyList<string> names)
    {
        if (section is null)
        {
            return null;
        }

        var format = new FormatSettings
        {
            Delimiter = Character(section, "delimiter", ("tab", "\t"), ("\\t", "\t")),
            Quote = Character(section, "quote", ("none", "")),
            Escape = Character(section, "escape"),
            Decimal = Optional(section, "decimal", [".", ","]),
            Thousands = Optional(section, "thousands", [".", ",", " ", "'", "\u00A0", "\u202F"]),
            Missing = section.Has("missing") ? [.. section.Texts("missing").Select(text => text.Trim())] : null,
            Encoding = section.Optional<string?>("encoding", null, value => value.Text()),
            Comment = Character(section, "comment"),
            Header = Header(section, names),
            Paths = Paths(section.Section("paths")),
            Partitions = section.Optional<bool?>("partitions", null, value => value.Boolean(true)),
        };
        foreach (
            var (key, text, word) in (IEnumerable<(string, string?, string)>)
                [
                    ("delimiter", format.Delimiter, "tab"),
                    ("quote", format.Quote, "none"),
                    ("escape", format.Escape, ""),
                    ("comment", format.Comment, ""),
                ]
        )
        {
            if (text is { Length: > 1 } || (text is { Length: 0 } && key != "quote"))
            {
                section.Report(key, $"'data.format.{key}' must be one character{(word.Length > 0 ? $" or '{word}'" : "")}, not '{text}'");
            }
        }

        if (format.Encoding is { } encoding && !TextScan.IsKnown(encoding))
        {
            section.Report(
                "encoding",
                $"'data.format.encoding' names '{encoding}', which is no encoding; such are utf-8, utf-16, windows-1252, iso-8859-1"
            );
        }

        if (format.Decimal is not null && format.Decimal == format.Thousands)
        {
            section.Report("thousands", $"'data.format.thousands' and 'decimal' are both '{format.Decimal}'; they must differ");
        }

        section.Done();
        return format;
    }

    private static string? Character(YamlSection section, string key, params (string Word, string Meaning)[] words)
    {
        var text = section.Optional<string?>(key, null, value => value.Text());
        return words.Where(word => word.Word == text).Select(word => word.Meaning).FirstOrDefault(text);
    }

    private static string? Optional(YamlSection section, string key, string[] allowed) =>
        section.Optional<string?>(key, null, value => value.OneOf(allowed[0], allowed));

    private static IReadOnlyList<string>? Header(YamlSection section, IReadOnlyList<string> names)
    {
        if (!section.Has("header"))
        {
            return null;
        }

        var header = names;
        if (section.IsList("header"))
        {
            header = section.Texts("header");
        }
        else
        {
            section.Optional("header", "none", value => value.OneOf("none", ["none"]));
        }

        if (header.Count == 0 || header.GroupBy(CanonicalText.OfName).Any(same => same.Count() > 1))
        {
            section.Report("header", "'data.format.header' must be none, or the columns' names in the files' order, each once");
        }

        return header;
    }

    private static SortedDictionary<string, string>? Paths(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in section.Keys)
        {
            paths[name] = section.Required(name, "", value => value.Text());
            if (paths[name].Split('.').Any(part => part.Length == 0))
            {
                section.Report(name, $"'data.format.paths.{name}' must be keys with dots between them, such as place.zone");
            }
        }

        section.Done();
        return paths;
    }
}
