using ServerlessML.Ml.Training;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads the keys of <c>training:</c> that say what an attempt runs on, and as what.</summary>
internal static class RunnerSection
{
    /// <summary>Any program that keeps the runner's contract (docs/reference/runner.md).</summary>
    public const string Foreign = "python";

    private const double Gigabyte = 1e9;

    public static IReadOnlyList<string> Recipes { get; } = [.. Recipe.Names, Foreign];

    public static TrainingSettings Read(YamlSection section, TrainingSettings settings)
    {
        var foreign = settings.Recipe == Foreign;
        var command = section.Has("command") ? section.Texts("command") : Nothing(section, "command");
        if (foreign && command is not { Count: > 0 })
        {
            section.Report(
                "command",
                "'training.command' must name the program of recipe 'python' and its arguments, such as [python3, "
                    + "/recipes/python/torch_tabular.py]"
            );
        }
        else if (!foreign && command is not null)
        {
            section.Report(
                "command",
                $"'training.command' belongs to the recipe 'python', and the recipe '{settings.Recipe}' is built in; leave it out"
            );
        }
        else if (command is not null && CommandLine.Problem(command) is { } problem)
        {
            section.Report("command", $"'training.command' {problem}");
        }

        var image = section.Optional<string?>("image", null, value => value.Text());
        if (image is not null && !ImageReference.Is(image))
        {
            section.Report("image", $"'training.image' must be {ImageReference.Rule}");
        }

        return settings with
        {
            Resources = Resources(section.Section("resources")),
            Stall = Duration(section, "stall"),
            CheckpointEvery = Duration(section, "checkpoint-every"),
            Image = image,
            Command = command,
            Network = section.Optional<bool?>("network", null, value => value.Boolean(false)),
        };
    }

    /// <summary>Parameters of a foreign recipe mean what that recipe says: any name, and text, a number or a list.</summary>
    public static SortedDictionary<string, string> Parameters(YamlSection? section)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in section?.Keys ?? [])
        {
            parameters[name] = section!.IsList(name)
                ? string.Join(',', section.Texts(name))
                : section.Optional(name, "", value => value.Text());
        }

        return parameters;
    }

    private static TrainingResources? Resources(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var resources = new TrainingResources
        {
            Cpus = section.Optional<double?>("cpus", null, value => value.Number(1, 0.1, 1024)),
            Memory = Bytes(section, "memory-gb"),
            Output = Bytes(section, "output-gb"),
            Gpu = section.Optional<bool?>("gpu", null, value => value.Boolean(false)),
            Capacity = section.Optional<string?>("capacity", null, value =>
                value.OneOf(TrainingResources.OnDemand, [TrainingResources.Spot, TrainingResources.OnDemand])
            ),
        };
        section.Done();
        return resources;
    }

    private static long? Bytes(YamlSection section, string key) =>
        section.Optional<long?>(key, null, value => (long)(value.Number(1, 0.05, 16_000) * Gigabyte));

    private static TimeSpan? Duration(YamlSection section, string key)
    {
        var least = TimeSpan.FromSeconds(1);
        var time = section.Optional<TimeSpan?>(key, null, value => value.Duration(least));
        if (time < least)
        {
            section.Report(key, $"'training.{key}' must be at least 1s");
        }

        return time;
    }

    private static IReadOnlyList<string>? Nothing(YamlSection section, string key)
    {
        _ = section.Texts(key);
        return null;
    }
}
