using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>
/// A blob trigger's path, such as <c>landing/{pipeline}/{batch}/_SUCCESS</c>: container, then a pattern of the name.
/// An expression takes any characters, also “/”, as in the Functions host; functions check what they are given.
/// </summary>
public sealed class BlobPathPattern
{
    private readonly Regex _name;

    private BlobPathPattern(string container, string prefix, Regex name, IReadOnlyList<string> names)
    {
        Container = container;
        Prefix = prefix;
        _name = name;
        Names = names;
    }

    public string Container { get; }

    /// <summary>What every matching name starts with: all that the listing asks for.</summary>
    public string Prefix { get; }

    public IReadOnlyList<string> Names { get; }

    public static BlobPathPattern Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        if (container.Length == 0 || container.Contains('{', StringComparison.Ordinal))
            throw new InvalidSettingException($"Blob path “{path}”: the container must be a plain name.");

        var rest = slash < 0 ? "{name}" : path[(slash + 1)..];
        var pattern = new StringBuilder("^");
        var names = new List<string>();
        string? prefix = null;
        var at = 0;
        while (at < rest.Length)
        {
            var open = rest.IndexOf('{', at);
            var literal = open < 0 ? rest[at..] : rest[at..open];
            prefix ??= literal;
            pattern.Append(Regex.Escape(literal));
            if (open < 0)
                break;

            var close = rest.IndexOf('}', open);
            var name = close < 0 ? "" : rest[(open + 1)..close];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || names.Contains(name))
                throw new InvalidSettingException($"Blob path “{path}”: the expression at character {slash + 2 + open} is not a new {{name}}.");
            names.Add(name);
            pattern.Append("(?<").Append(name).Append(">.*)");
            at = close + 1;
        }

        var options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
        return new BlobPathPattern(container, prefix ?? "", new Regex(pattern.Append("\\z").ToString(), options), names);
    }

    /// <returns>The values of the expressions, or null when the name does not match.</returns>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        var match = _name.Match(blobName);
        return match.Success ? Names.ToDictionary(name => name, name => match.Groups[name].Value, StringComparer.OrdinalIgnoreCase) : null;
    }
}
