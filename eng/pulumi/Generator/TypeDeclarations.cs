using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessML.Generator;

/// <summary>
/// The npm package's type declarations (<c>.d.ts</c>), which are made of the same schema as the NuGet package, in the listing's words.
/// </summary>
public sealed partial class TypeDeclarations
{
    private readonly string _package;
    private readonly Lazy<string> _inputs;
    private readonly Lazy<string> _outputs;
    private readonly TypeDefaults _defaults;

    private TypeDeclarations(string package)
    {
        (_package, _defaults) = (package, new(package));
        _inputs = new(() => Text(Path.Combine("types", "input.d.ts")));
        _outputs = new(() => Text(Path.Combine("types", "output.d.ts")));
    }

    /// <param name="package">The unpacked package's folder.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static TypeDeclarations Open(string package) =>
        File.Exists(Path.Combine(package, "types", "input.d.ts"))
            ? new(package)
            : throw new FormatException(
                $"'{package}' is not the unpacked npm package @pulumi/azure-native («npm pack @pulumi/azure-native@VERSION», «tar xzf»)."
            );

    /// <summary>The headers of a listing as it is, in their order.</summary>
    public static IReadOnlyList<string> HeadOf(string listing) =>
        File.Exists(listing)
            ? [.. File.ReadLines(listing).Where(line => line.Length > 0 && line[0] != '#' && !char.IsWhiteSpace(line[0]))]
            : [];

    /// <param name="used">Types that it must have.</param>
    /// <param name="before">Headers that it had, in their order.</param>
    /// <exception cref="FormatException">The package has no such type, or one that is written in a way not known here; the message names
    /// it.</exception>
    public string Listing(IReadOnlyList<UsedType> used, IReadOnlyList<string> before)
    {
        var version = VersionText().Match(File.ReadAllText(Path.Combine(_package, "package.json"))).Groups[1].Value;
        StringBuilder text = new();
        text.Append(
            $"# Pulumi.AzureNative {version}: the resource types, input types, output types and enums that we use, whole, by "
                + $"wire name,\n# with the values that their constructors set by themselves.\n"
        );
        text.Append(
            $"# Written from the npm package @pulumi/azure-native {version}, which is made from the same schema as the NuGet package.\n"
        );
        var headers = used.Select(type => type.Header).ToList();
        foreach (
            var header in before
                .Where(known => known.StartsWith("function ", StringComparison.Ordinal) || headers.Contains(known))
                .Concat(headers)
                .Distinct()
        )
        {
            text.Append($"\n{header}\n").AppendJoin("", Members(header).Select(member => $"    {member}\n"));
        }

        return text.ToString();
    }

    private IEnumerable<string> Members(string header)
    {
        var (kind, rest) = header.Split(' ', 2) is [var first, var second]
            ? (first, second)
            : throw new FormatException($"«{header}» is no header.");
        if (kind is "resource" or "function")
        {
            var token = rest.Split(':');
            var file = Text(Path.Combine(token[1], $"{char.ToLowerInvariant(token[2][0])}{token[2][1..]}.d.ts"));
            return kind == "function"
                ? Sorted(Body(file, $"export interface {char.ToUpperInvariant(token[2][0])}{token[2][1..]}Result {{", header), "out")
                :
                [
                    .. _defaults.Of(kind, token[1], token[2]),
                    .. Sorted(Body(file, $"export interface {token[2]}Args {{", header), "in"),
                    .. Sorted(Body(file, $"export declare class {token[2]} extends pulumi.CustomResource {{", header), "out"),
                ];
        }

        var (module, name) = rest.Split('.') is [var one, var other]
            ? (one, other)
            : throw new FormatException($"«{header}» is no header.");
        return kind == "enum"
            ? Declared(Body(Text(Path.Combine("types", "enums", module, "index.d.ts")), $"export declare const {name}: {{", header))
                .Select(member => $"{member.Name} = {member.Type}")
            :
            [
                .. _defaults.Of(kind, module, name),
                .. Sorted(
                    Body(
                        Body(kind == "input" ? _inputs.Value : _outputs.Value, $"export declare namespace {module} {{", header),
                        $"interface {name} {{",
                        header
                    ),
                    kind == "input" ? "in" : "out"
                ),
            ];
    }

    private static IEnumerable<string> Sorted(string body, string way) =>
        Declared(body)
            .Select(member =>
                (
                    member.Name,
                    Optional: member.Optional || member.Type.Contains("| undefined", StringComparison.Ordinal),
                    Type: Words(member.Type)
                )
            )
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"{way} {member.Name}{(member.Optional ? "?" : "")}: {member.Type}");

    /// <summary>Members at the top of a body; methods and constructors are none.</summary>
    private static IEnumerable<(string Name, bool Optional, string Type)> Declared(string body)
    {
        var depth = 0;
        var start = 0;
        for (var at = 0; at < body.Length; at++)
        {
            depth +=
                body[at] is '{' or '(' or '<' or '[' ? 1
                : body[at] is '}' or ')' or '>' or ']' ? -1
                : 0;
            if (depth == 0 && body[at] == ';')
            {
                if (Member().Match(body[start..at].Trim()) is { Success: true } member)
                {
                    yield return (member.Groups[1].Value, member.Groups[2].Length > 0, member.Groups[3].Value.Trim());
                }

                start = at + 1;
            }
        }
    }

    private static string Words(string type)
    {
        var text = Spaces().Replace(type, " ");
        while (Wrapper().Match(text) is { Success: true } wrapper)
        {
            var from = wrapper.Index + wrapper.Length;
            var to = Close(text, from, '<', '>');
            text = text[..wrapper.Index] + text[from..to] + text[(to + 1)..];
        }

        return Map()
            .Replace(Folder().Replace(text, ""), "{$1}")
            .Replace(" | undefined", "", StringComparison.Ordinal)
            .Replace(" | ", "|", StringComparison.Ordinal)
            .Trim();
    }

    private static string Body(string text, string head, string header)
    {
        var at = text.IndexOf(head, StringComparison.Ordinal);
        return at < 0
            ? throw new FormatException($"The package has no «{header}»: «{head}» is not there.")
            : text[(at + head.Length)..Close(text, at + head.Length, '{', '}')];
    }

    private static int Close(string text, int from, char open, char close)
    {
        var depth = 1;
        for (var at = from; at < text.Length; at++)
        {
            depth +=
                text[at] == open ? 1
                : text[at] == close ? -1
                : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        throw new FormatException("A declaration has no end.");
    }

    private string Text(string path) =>
        File.Exists(Path.Combine(_package, path))
            ? Comment().Replace(File.ReadAllText(Path.Combine(_package, path)), "")
            : throw new FormatException($"The package has no file {path}.");

    [GeneratedRegex(@"/\*.*?\*/|^//.*$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:readonly )?""?([\w]+)""?(\?)?: ([^()]*)$", RegexOptions.Singleline)]
    private static partial Regex Member();

    [GeneratedRegex(@"pulumi\.(Input|Output)<")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\b(inputs|outputs|enums)\.")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\{ \[key: string\]: (.*?); \}")]
    private static partial Regex Map();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"""version"":\s*""v?([^""]+)""")]
    private static partial Regex VersionText();
}
