using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>How the checkout's text is kept.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 300;
    private const int MostColumns = 140;

    // In two parts each, so that this file passes its own test.
    private static readonly string[] Elsewhere =
    [
        "/wo" + "rk/",
        "/ho" + "me/",
        "/ro" + "ot/",
        "/Us" + "ers/",
        "C:" + "\\",
        "nuget" + ".org",
        "npmjs" + ".org",
        "npmjs" + ".com",
        "pypi" + ".org",
        "registry" + ".npm",
    ];

    [Fact]
    public void Sources_OfTheCheckout_HaveNoConditionalParts() =>
        Assert.DoesNotContain(Checkout.Sources, file => Conditional().IsMatch(Checkout.Read(file)));

    [Fact]
    public void Sources_OfTheCheckout_AreShort() =>
        Assert.DoesNotContain(
            Checkout.Sources.Select(file => (file, lines: Checkout.Read(file).Count(character => character == '\n'))),
            source => source.lines > MostLines
        );

    [Fact]
    public void Sources_OfTheCheckout_HaveNoLongLines() =>
        Assert.Empty(
            from file in Checkout.Sources
            from line in OutsideRawTexts(Checkout.Read(file).Split('\n'))
            where line.Length > MostColumns && !UnbrokenText().IsMatch(line)
            select $"{file}: {line.Trim()}"
        );

    [Fact]
    public void Sources_OfTheCheckout_HoldATypeNamedAsTheFileAndItsSatellites()
    {
        List<string> wrong = [];
        foreach (var file in Checkout.Sources)
        {
            var types = TopLevelType().Matches(Checkout.Read(file)).DistinctBy(match => match.Groups["name"].Value).ToList();
            // A record's small satellites share its file: the enums and records that it alone has for members.
            if (
                types.Skip(1).Any(satellite => !IsSatellite(satellite.Groups["kind"].Value))
                || (types.Count > 1 && !types[0].Groups["kind"].Value.StartsWith("record", StringComparison.Ordinal))
                || (types.Count > 0 && types[0].Groups["name"].Value != Path.GetFileName(file).Split('.')[0])
            )
            {
                wrong.Add($"{file}: {string.Join(", ", types.Select(type => type.Groups["name"].Value))}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Texts_OfTheCheckout_NameNoMachineAndNoRegistry() =>
        Assert.Empty(
            from file in Checkout.Texts
            let text = Checkout.Read(file)
            from word in Elsewhere
            where text.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}"
        );

    [Fact]
    public void Documents_RelativeLinks_Resolve() =>
        Assert.Empty(
            from file in Checkout.Files
            where file.EndsWith(".md", StringComparison.Ordinal)
            from Match link in Link().Matches(Checkout.Read(file))
            let target = link.Groups["target"].Value.Split('#')[0]
            where
                target.Length > 0
                && !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, Uri.UnescapeDataString(target))
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{file}: {target}"
        );

    [Fact]
    public void Summaries_OfTheCheckout_AreSentences() =>
        Assert.Empty(
            from file in Checkout.Sources
            from Match fragment in Fragment().Matches(Checkout.Read(file))
            select $"{file}: {fragment.Value}"
        );

    private static bool IsSatellite(string kind) => kind == "enum" || kind.StartsWith("record", StringComparison.Ordinal);

    [GeneratedRegex(@"^[ \t]*#(if|elif)\b", RegexOptions.Multiline)]
    private static partial Regex Conditional();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe|ref) )*(?<kind>class|interface|enum|record struct|record class|record|struct) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TopLevelType();

    // «Of one query.» says nothing where it is read alone.
    [GeneratedRegex(
        @"<summary>\s*(?:///\s*)?(?:Of|By|That|As|In|From|For|At|With|On|To|Without|Between|Before|After|Not|So|It|Its|They|Their)\b[^\n]*"
    )]
    private static partial Regex Fragment();

    [GeneratedRegex(@"(?<!`)\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    // What a raw text has on a line is the text's own.
    private static IEnumerable<string> OutsideRawTexts(string[] lines)
    {
        const string Quotes = "\"\"\"";
        var inside = false;
        foreach (var line in lines)
        {
            if (!inside && !line.Contains(Quotes, StringComparison.Ordinal))
            {
                yield return line;
            }

            inside ^= line.Split(Quotes).Length % 2 == 0;
        }
    }

    /// <summary>A line that is one text, such as an address or a pattern.</summary>
    [GeneratedRegex("""^\s*(?:(?:[+?:]|\?\?|return)\s*)?[$@]*"[^"]""")]
    private static partial Regex UnbrokenText();
}
