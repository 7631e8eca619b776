using ServerlessML.Contracts;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>training:</c>.</summary>
internal static class TrainingSection
{
    private static readonly string[] Recipes = ["mlp", "linear"];

    public static TrainingSettings Read(YamlSection? section)
    {
        var otherwise = new TrainingSettings();
        if (section is null)
        {
            return otherwise;
        }

        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (section.Section("parameters") is { } given)
        {
            foreach (var key in given.Keys)
            {
                parameters[key] = given.Optional(key, "", value => value.Text());
            }
        }

        var settings = new TrainingSettings
        {
            Recipe = section.Optional("recipe", otherwise.Recipe, value => value.OneOf(otherwise.Recipe, Recipes)),
            Parameters = parameters,
            Seed = section.Optional("seed", otherwise.Seed, value => value.Integer(otherwise.Seed, 0)),
            Threads = section.Optional("threads", otherwise.Threads, value => value.Integer(otherwise.Threads, 1, 256)),
            Deadline = section.Optional("deadline", otherwise.Deadline, value => value.Duration(otherwise.Deadline)),
            Heartbeat = section.Optional("heartbeat", otherwise.Heartbeat, value => value.Duration(otherwise.Heartbeat)),
            MaxAttempts = section.Optional("max-attempts", otherwise.MaxAttempts, value => value.Integer(otherwise.MaxAttempts, 1, 20)),
        };
        if (settings.Heartbeat < TimeSpan.FromSeconds(10))
        {
            section.Report("heartbeat", "'training.heartbeat' must be at least 10s: a runner speaks every few seconds");
        }

        section.Done();
        return settings;
    }
}
