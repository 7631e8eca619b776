using System.Text.RegularExpressions;

namespace ServerlessML.Generator;

/// <summary>
/// What the npm package's code says and its type declarations do not: the values that constructors set by themselves, and the version of
/// Azure's API.
/// </summary>
internal sealed partial class TypeDefaults(string package)
{
    private readonly Lazy<string> _inputs = new(() => File.ReadAllText(Path.Combine(package, "types", "input.js")));

    /// <summary>Lines <c>default NAME: LITERAL</c>, and for a resource <c>api: VERSION</c>.</summary>
    public IEnumerable<string> Of(string kind, string module, string name)
    {
        if (kind == "resource")
        {
            var file = File.ReadAllText(Path.Combine(package, module, $"{char.ToLowerInvariant(name[0])}{name[1..]}.js"));
            return [$"api: {Api().Match(file).Groups[1].Value}", .. Lines(ResourceInput().Matches(file))];
        }

        var body = kind == "input" ? Between(_inputs.Value, $"(function ({module}) {{", $"}})({module} = exports") : "";
        return Lines(
            InputValue().Matches(Between(body, $"    function {char.ToLowerInvariant(name[0])}{name[1..]}ProvideDefaults(val) {{", "};"))
        );
    }

    private static IEnumerable<string> Lines(IEnumerable<Match> matches) =>
        matches.Select(match => $"default {match.Groups[1].Value}: {match.Groups[2].Value}").Distinct().Order(StringComparer.Ordinal);

    private static string Between(string text, string head, string tail)
    {
        var start = text.IndexOf(head, StringComparison.Ordinal);
        return start < 0 ? "" : text[start..text.IndexOf(tail, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"Uses Azure REST API version (\d[\w-]*)")]
    private static partial Regex Api();

    [GeneratedRegex(@"resourceInputs\[""(\w+)""\] = \(args\?\.\w+\) \?\? ([^;]+);")]
    private static partial Regex ResourceInput();

    [GeneratedRegex(@"(\w+): \(val\.\w+\) \?\? ([^,\n]+),")]
    private static partial Regex InputValue();
}
