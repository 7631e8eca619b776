using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>
/// Holds the documentation together: headings, mentions, index, settings. That linked files exist is held by <see cref="SourceTests"/>.
/// </summary>
public sealed partial class DocumentTests
{
    private const string Index = "docs/README.md";

    private static readonly string[] Pages = [.. Checkout.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void Pages_LinksToHeadings_Resolve() =>
        None(
            from page in Pages
            from link in Links(page)
            where link.Heading.Length > 0 && Pages.Contains(link.File) && !Headings(link.File).Contains(link.Heading)
            select $"{page}: {link.File}#{link.Heading}"
        );

    [Fact]
    public void Pages_BelowDocs_CanBeReachedFromTheIndex()
    {
        HashSet<string> reached = [Index];
        Queue<string> open = new(reached);
        while (open.TryDequeue(out var page))
        {
            foreach (var next in Links(page).Select(link => link.File).Where(file => Pages.Contains(file) && reached.Add(file)))
            {
                open.Enqueue(next);
            }
        }

        None(Checkout.Files.Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && Pages.Contains(file)).Except(reached));
    }

    [Fact]
    public void Texts_MentionsOfDocs_Exist() =>
        None(
            from file in Checkout.Texts
            from Match mention in Mention().Matches(Checkout.Read(file))
            let path = mention.Value.TrimEnd('.')
            where !File.Exists(At(path)) && !Directory.Exists(At(path))
            select $"{file}: {path}"
        );

    [Fact]
    public void Settings_OfEveryRoom_AreOnTheirPage()
    {
        var page = Checkout.Read("docs/reference/settings.md");

        None(
            from file in Checkout.Sources
            where !file.StartsWith("tests/", StringComparison.Ordinal)
            from Match setting in Setting().Matches(Checkout.Read(file))
            let name = setting.Groups["name"].Value
            where
                !page.Contains($"`{name}`", StringComparison.Ordinal)
                && !page.Contains($"`{name.Replace(":", "__", StringComparison.Ordinal)}`", StringComparison.Ordinal)
            select $"{file}: {name}"
        );
    }

    private static void None(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join('\n', wrong));

    private static string At(string file) => Path.Combine(Repository.Root, file);

    private static IEnumerable<(string File, string Heading)> Links(string page) =>
        from Match link in Link().Matches(Checkout.Read(page))
        let target = link.Groups["target"].Value.Split('#')
        where !link.Groups["target"].Value.Contains("://", StringComparison.Ordinal)
        let path = target[0].Length == 0 ? At(page) : Path.Combine(At(Path.GetDirectoryName(page)!), Uri.UnescapeDataString(target[0]))
        select (Path.GetRelativePath(Repository.Root, path).Replace(Path.DirectorySeparatorChar, '/'), target.Length > 1 ? target[1] : "");

    // As GitHub makes them.
    private static IEnumerable<string> Headings(string page) =>
        from Match heading in Heading().Matches(Checkout.Read(page))
        select NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<!`)\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/.-])docs/[\w./-]*")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(
        @"(?<name>SERVERLESSML_[A-Z_]+[A-Z]|OTEL_[A-Z_]+[A-Z]|Gateway:[A-Z]\w+)|const string \w+Setting = ""(?<name>[\w:]+)""|\breader\.\w+\(""(?<name>\w+)"""
    )]
    private static partial Regex Setting();
}
