using YamlDotNet.RepresentationModel;

namespace ServerlessML.Preview;

/// <summary>A Pulumi project's files: <c>Pulumi.yaml</c> and <c>Pulumi.{stack}.yaml</c>.</summary>
public static class StackFiles
{
    public static string Project(string folder) => Scalar(Root(Path.Combine(folder, "Pulumi.yaml")), "name");

    /// <summary>Settings by full key: the stack's over the project's defaults.</summary>
    /// <exception cref="FileNotFoundException">There is no such stack; the message names those that are.</exception>
    public static Dictionary<string, string> Config(string folder, string stack)
    {
        var file = Path.Combine(folder, $"Pulumi.{stack}.yaml");
        if (!File.Exists(file))
        {
            var known = Directory
                .EnumerateFiles(folder, "Pulumi.*.yaml")
                .Select(path => Path.GetFileName(path).Split('.')[1])
                .Order(StringComparer.Ordinal);
            throw new FileNotFoundException(
                $"There is no stack '{stack}': {Path.GetFileName(file)} is not in infra/. There are {string.Join(", ", known)}."
            );
        }

        Dictionary<string, string> config = [];
        foreach (var (key, value) in Entries(Root(Path.Combine(folder, "Pulumi.yaml"))))
        {
            if (value is YamlMappingNode declared && declared.Children.TryGetValue("default", out var otherwise))
            {
                config[key] = ((YamlScalarNode)otherwise).Value!;
            }
        }

        foreach (var (key, value) in Entries(Root(file)))
        {
            // A secret is there encrypted; a preview has no use for it.
            config[key] = value is YamlScalarNode scalar ? scalar.Value! : "[secret]";
        }

        return config;
    }

    private static YamlMappingNode Root(string file)
    {
        YamlStream yaml = [];
        using StreamReader reader = new(file);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static string Scalar(YamlMappingNode map, string key) => ((YamlScalarNode)map.Children[key]).Value!;

    private static IEnumerable<(string Key, YamlNode Value)> Entries(YamlMappingNode root) =>
        root.Children.TryGetValue("config", out var config)
            ? ((YamlMappingNode)config).Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, pair.Value))
            : [];
}
