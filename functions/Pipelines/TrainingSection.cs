using ServerlessML.Ml.Training;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>training:</c>, the recipe's own parameters included.</summary>
internal static class TrainingSection
{
    public static TrainingSettings Read(YamlSection? section, LabelDefinition label)
    {
        var otherwise = new TrainingSettings();
        if (section is null)
        {
            return otherwise;
        }

        var seed = section.Optional("seed", otherwise.Seed, value => value.Integer(otherwise.Seed, 0));
        var threads = section.Optional("threads", otherwise.Threads, value => value.Integer(otherwise.Threads, 1, 256));
        // Parameters without a recipe were a network's before there was another default.
        var unsaid = section.Has("parameters") ? Recipe.Mlp : otherwise.Recipe;
        var recipe = section.Optional("recipe", unsaid, value => value.OneOf(unsaid, RunnerSection.Recipes));
        var settings = new TrainingSettings
        {
            Recipe = recipe,
            Parameters =
                recipe == RunnerSection.Foreign
                    ? RunnerSection.Parameters(section.Section("parameters"))
                    : Parameters(section.Section("parameters"), recipe, otherwise),
            Quantize =
                section.Has("quantize") && section.Optional("quantize", "int8", value => value.OneOf("int8", ["int8"])) == "int8"
                    ? Quantization.Int8
                    : null,
            Window = Window(section),
            Seed = seed,
            Threads = threads,
            Deadline = section.Optional("deadline", otherwise.Deadline, value => value.Duration(otherwise.Deadline)),
            Heartbeat = section.Optional("heartbeat", otherwise.Heartbeat, value => value.Duration(otherwise.Heartbeat)),
            MaxAttempts = section.Optional("max-attempts", otherwise.MaxAttempts, value => value.Integer(otherwise.MaxAttempts, 1, 20)),
            Search = SearchSection.Read(section.Section("search"), seed, threads, label.Task),
            Cache = section.Optional("cache", "on", value => value.OneOf("on", ["on", "off"])) == "off" ? false : null,
        };
        if (settings.Heartbeat < TimeSpan.FromSeconds(10))
        {
            section.Report("heartbeat", "'training.heartbeat' must be at least 10s: a runner writes its progress every few seconds");
        }
        else if (settings.Deadline < settings.Heartbeat)
        {
            section.Report("deadline", "'training.deadline' must not be shorter than 'training.heartbeat': no attempt could end in time");
        }

        foreach (var single in new[] { "recipe", "parameters" }.Where(key => settings.Search is not null && section.Has(key)))
        {
            section.Report(
                single,
                $"'training.{single}' belongs to a single training; state recipes and their parameters in 'training.search.space'"
            );
        }

        settings = RunnerSection.Read(section, settings);
        section.Done();
        return settings;
    }

    // «all», or a mapping of one key.
    private static TrainingWindow? Window(YamlSection section)
    {
        if (!section.IsMapping("window"))
        {
            return section.Has("window") && section.Optional("window", "", value => value.OneOf("all", ["all"])) == "all"
                ? new() { All = true }
                : null;
        }

        var window = section.Section("window")!;
        var read = new TrainingWindow
        {
            Batches = window.Optional<int?>("batches", null, value => value.Integer(1, 1, 1000)),
            Age = window.Optional<TimeSpan?>("age", null, value => value.Duration(TimeSpan.FromDays(1))),
        };
        if (window.Keys.Count != 1)
        {
            section.Report(
                "window",
                "'training.window' must have one of the keys batches (how many, this one included) and age (such as 90d), or "
                    + "be the word all"
            );
        }

        window.Done();
        return read;
    }

    private static SortedDictionary<string, string> Parameters(YamlSection? section, string recipe, TrainingSettings otherwise)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (section is null)
        {
            return parameters;
        }

        foreach (var name in Recipe.ParameterNames)
        {
            var text = section.IsList(name)
                ? string.Join(',', section.Texts(name))
                : section.Optional<string?>(name, null, value => value.Text());
            if (text is null)
            {
                continue;
            }

            try
            {
                // One by one, so that each problem has its own line.
                _ = Recipe.Read(recipe, new Dictionary<string, string> { [name] = text }, otherwise.Seed, otherwise.Threads);
                parameters[name] = text;
            }
            catch (TrainingException e)
            {
                section.Report(name, e.Message);
            }
        }

        section.Done();
        return parameters;
    }
}
