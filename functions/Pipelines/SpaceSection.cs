using System.Globalization;
using ServerlessML.Ml.Training;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads one recipe's part of <c>training.search.space:</c>.</summary>
internal static class SpaceSection
{
    private const string ValidationShare = "validation-share";

    /// <returns>Null when there is no such recipe, which is then reported.</returns>
    public static RecipeSpace? Read(YamlSection search, string recipe, YamlSection section, int seed, int threads)
    {
        if (recipe == Recipe.Auto)
        {
            search.Report(
                "space",
                $"'training.search.space' names 'auto', which is a search of its own over {string.Join(", ", Recipe.Single)}: "
                    + "name those that are to be searched"
            );
            return null;
        }

        if (!Recipe.Single.Contains(recipe))
        {
            var meant = NearestName.Of(recipe, Recipe.Single) is { } near ? $"; did you mean '{near}'?" : "";
            search.Report(
                "space",
                $"'training.search.space' names '{recipe}', which is no recipe; there are {string.Join(", ", Recipe.Single)}{meant}"
            );
            return null;
        }

        List<ParameterSpace> parameters = [];
        foreach (var name in section.Keys)
        {
            var parameter = section.IsMapping(name)
                ? Range(name, section.Section(name)!)
                : new ParameterSpace { Name = name, Values = section.Choices(name) };
            if (IsSound(section, recipe, parameter, seed, threads))
            {
                parameters.Add(parameter);
            }
        }

        section.Done();
        return new() { Recipe = recipe, Parameters = [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)] };
    }

    private static ParameterSpace Range(string name, YamlSection section)
    {
        var scale = section.Optional("scale", "linear", value => value.OneOf("linear", ["linear", "log", "int"])) switch
        {
            "log" => ParameterScale.Log,
            "int" => ParameterScale.Int,
            _ => ParameterScale.Linear,
        };
        double Bound(string key) =>
            scale == ParameterScale.Int
                ? section.Required(key, 0, value => value.Integer(0))
                : section.Required(key, 0.0, value => value.Number(0));
        var range = new ParameterSpace
        {
            Name = name,
            From = Bound("from"),
            To = Bound("to"),
            Scale = scale,
            Steps = section.Optional("steps", 3, value => value.Integer(3, 1, SearchSettings.MostTrials)),
        };
        if (section.Has("from") && section.Has("to") && range.From >= range.To)
        {
            section.Report("from", $"'{name}' goes from {Text(range.From)} to {Text(range.To)}: 'from' must be below 'to'");
        }
        else if (scale == ParameterScale.Log && section.Has("from") && range.From <= 0)
        {
            section.Report("from", $"'{name}' is drawn by its logarithm, so 'from' must be above 0, not {Text(range.From)}");
        }

        section.Done();
        return range;
    }

    private static bool IsSound(YamlSection section, string recipe, ParameterSpace parameter, int seed, int threads)
    {
        var values = parameter.Values ?? [Text(parameter.From), Text(parameter.To)];
        if (values.Count == 0)
        {
            section.Report(parameter.Name, $"'{parameter.Name}' lists no values; list at least one");
            return false;
        }

        if (parameter.Values is not null && values.Distinct(StringComparer.Ordinal).Count() < values.Count)
        {
            section.Report(parameter.Name, $"'{parameter.Name}' lists a value twice; list it once");
            return false;
        }

        if (parameter.Name == ValidationShare && values.Count > 1)
        {
            section.Report(
                parameter.Name,
                $"'{ValidationShare}' must be the same for all trials, so that their scores are of the same rows; give one value"
            );
            return false;
        }

        try
        {
            foreach (var value in values)
            {
                _ = Recipe.Read(recipe, new Dictionary<string, string> { [parameter.Name] = value }, seed, threads);
            }

            return true;
        }
        catch (TrainingException e)
        {
            section.Report(parameter.Name, e.Message);
            return false;
        }
    }

    private static string Text(double? value) => (value ?? 0).ToString("R", CultureInfo.InvariantCulture);
}
