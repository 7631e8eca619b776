namespace ServerlessML.Generator;

/// <summary>The stand-in of Pulumi.AzureNative: what is used of it with its members, and every other name of the namespaces used.</summary>
public sealed class StandIn(IReadOnlyList<UsedType> used, GenuineTypes genuine, TypeNames names)
{
    /// <param name="folder">Holds used.txt, genuine.txt and names.txt.</param>
    /// <exception cref="FormatException">One of them is not as it must be, or a type is not genuine; the message names it.</exception>
    public static StandIn Read(string folder) =>
        new(
            UsedTypes.Read(File.ReadAllText(Path.Combine(folder, UsedTypes.File))),
            GenuineTypes.Read(File.ReadAllText(Path.Combine(folder, GenuineTypes.File))),
            TypeNames.Read(File.ReadAllText(Path.Combine(folder, TypeNames.File)))
        );

    /// <summary>Sources by path.</summary>
    public IReadOnlyDictionary<string, string> Sources()
    {
        SortedDictionary<string, string> sources = new(StringComparer.Ordinal);
        foreach (var (path, text) in StandInSources.Of(used, genuine).Concat(names.Sources(used)))
        {
            sources[path] = text;
        }

        return sources;
    }

    /// <summary>Writes what has changed, and removes what no type explains any more.</summary>
    public void WriteTo(string folder)
    {
        var sources = Sources();
        Directory.CreateDirectory(folder);
        foreach (
            var left in Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => !sources.ContainsKey(Path.GetRelativePath(folder, path)))
        )
        {
            File.Delete(left);
        }

        foreach (var (path, text) in sources.Select(source => (Path.Combine(folder, source.Key), source.Value)))
        {
            if (!File.Exists(path) || File.ReadAllText(path) != text)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }
        }
    }
}
