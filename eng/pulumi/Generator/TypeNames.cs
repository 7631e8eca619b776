using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessML.Generator;

/// <summary>
/// Every type name of the namespaces that are used. A program that opens a namespace meets all its names, so that one that is in two
/// namespaces is ambiguous whether or not anything is done with it: the stand-in must have it too.
/// </summary>
public sealed partial class TypeNames
{
    public const string File = "names.txt";

    private const int Width = 150;

    private readonly SortedDictionary<string, SortedSet<string>> _names;

    private TypeNames(SortedDictionary<string, SortedSet<string>> names) => _names = names;

    /// <summary>The names by namespace below <c>Pulumi.AzureNative</c>; the empty namespace is that one itself.</summary>
    public IEnumerable<(string Namespace, IEnumerable<string> Names)> All =>
        _names.Select(pair => (pair.Key, (IEnumerable<string>)pair.Value));

    /// <summary>The names as they are kept: a namespace a line, its names below it.</summary>
    public string Text
    {
        get
        {
            StringBuilder text = new(
                "# Every type name of the namespaces of Pulumi.AzureNative that infra/ uses, taken from the npm package "
                    + "@pulumi/azure-native by eng/pulumi/list-types.\n"
            );
            foreach (var (space, names) in _names)
            {
                text.Append($"\n{Full(space)}\n");
                var line = "   ";
                foreach (var name in names)
                {
                    if (line.Length + name.Length + 1 > Width)
                    {
                        text.Append(line).Append('\n');
                        line = "   ";
                    }

                    line += $" {name}";
                }

                text.Append(line).Append('\n');
            }

            return text.ToString();
        }
    }

    public static TypeNames Read(string text)
    {
        SortedDictionary<string, SortedSet<string>> all = new(StringComparer.Ordinal);
        SortedSet<string> names = [];
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (!char.IsWhiteSpace(line[0]))
            {
                names = all[line["Pulumi.AzureNative".Length..].TrimStart('.')] = new(StringComparer.Ordinal);
            }
            else
            {
                names.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new(all);
    }

    /// <param name="package">The unpacked npm package's folder.</param>
    /// <param name="used">Whose namespaces.</param>
    public static TypeNames Of(string package, IReadOnlyList<UsedType> used)
    {
        SortedDictionary<string, SortedSet<string>> all = new(StringComparer.Ordinal) { [""] = ["Config", "Provider", "ProviderArgs"] };
        foreach (var space in used.Select(type => type.Namespace).Concat(used.Select(type => type.Module)).Distinct())
        {
            var module = space.Split('.')[0].ToLowerInvariant();
            all[space] = new(
                space.Split('.') switch
                {
                    [_, "Inputs"] => Interfaces(Path.Combine(package, "types", "input.d.ts"), module),
                    [_, "Outputs"] => Interfaces(Path.Combine(package, "types", "output.d.ts"), module),
                    _ => Members(package, module),
                },
                StringComparer.Ordinal
            );
        }

        return new(all);
    }

    /// <summary>Declarations of those that the used types do not declare, a file a namespace.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sources(IReadOnlyList<UsedType> used)
    {
        var declared = used.SelectMany(type =>
                type.Kind == "resource"
                    ? [$"{type.Namespace}.{type.Name}", $"{type.Namespace}.{type.Name}Args"]
                    : (string[])[$"{type.Namespace}.{type.Name}"]
            )
            .Concat(StandInSources.ByHand)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (space, names) in _names)
        {
            var lines = names.Where(name => !declared.Contains($"{space}.{name}")).Select(name => $"public static class {name};\n");
            yield return new(
                Path.Combine(space.Replace('.', Path.DirectorySeparatorChar), "_Names.cs"),
                $"namespace {Full(space)};\n\n{string.Concat(lines)}"
            );
        }
    }

    private static string Full(string space) => space.Length == 0 ? "Pulumi.AzureNative" : $"Pulumi.AzureNative.{space}";

    // A resource has its args, and a function of the JavaScript package is a class in C#, with args of two kinds and a result.
    private static IEnumerable<string> Members(string package, string module)
    {
        var index = System.IO.File.ReadAllText(Path.Combine(package, module, "index.d.ts"));
        foreach (var name in Constant().Matches(index).Select(match => match.Groups[1].Value))
        {
            if (char.IsUpper(name[0]))
            {
                yield return name;
                yield return $"{name}Args";
            }
            else if (!name.EndsWith("Output", StringComparison.Ordinal))
            {
                var function = CSharpType.Pascal(name);
                foreach (var end in (string[])["", "Args", "InvokeArgs", "Result"])
                {
                    yield return $"{function}{end}";
                }
            }
        }

        var enums = Path.Combine(package, "types", "enums", module, "index.d.ts");
        var declarations = System.IO.File.Exists(enums) ? System.IO.File.ReadAllText(enums) : "";
        foreach (Match match in Enum().Matches(declarations))
        {
            yield return match.Groups[1].Value;
        }
    }

    private static IEnumerable<string> Interfaces(string file, string module)
    {
        var text = System.IO.File.ReadAllText(file);
        var head = $"export declare namespace {module} {{";
        var start = text.IndexOf(head, StringComparison.Ordinal);
        if (start < 0)
        {
            return [];
        }

        var end = text.IndexOf("\n}", start, StringComparison.Ordinal);
        return Interface().Matches(text[start..end]).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"^export declare const (\w+): typeof import", RegexOptions.Multiline)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^export declare const (\w+): \{", RegexOptions.Multiline)]
    private static partial Regex Enum();

    [GeneratedRegex(@"^    interface (\w+)", RegexOptions.Multiline)]
    private static partial Regex Interface();
}
