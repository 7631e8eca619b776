using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>training.search:</c> (docs/reference/search.md).</summary>
internal static class SearchSection
{
    private static readonly string[] Kinds = ["grid", "random", "asha"];

    public static SearchSettings? Read(YamlSection? section, int seed, int threads, TaskKind task)
    {
        if (section is null)
        {
            return null;
        }

        var kind = section.Optional("kind", "asha", value => value.OneOf("asha", Kinds)) switch
        {
            "grid" => SearchKind.Grid,
            "random" => SearchKind.Random,
            _ => SearchKind.Asha,
        };
        List<RecipeSpace> space = [];
        foreach (var (recipe, parameters) in section.Section("space", required: true)?.Named() ?? [])
        {
            if (SpaceSection.Read(section, recipe, parameters, seed, threads) is { } known)
            {
                space.Add(known);
            }
        }

        var otherwise = new SearchSettings { Space = space };
        var settings = otherwise with
        {
            Kind = kind,
            Trials = section.Optional("trials", otherwise.Trials, value => value.Integer(otherwise.Trials, 1, SearchSettings.MostTrials)),
            Seed = section.Optional("seed", seed, value => value.Integer(seed, 0)),
            Concurrency = section.Optional("concurrency", otherwise.Concurrency, value => value.Integer(otherwise.Concurrency, 1, 64)),
            MinShare = section.Optional("min-share", otherwise.MinShare, value => value.Number(otherwise.MinShare, 0.001, 1)),
            Eta = section.Optional("eta", otherwise.Eta, value => value.Number(otherwise.Eta, 1.5, 10)),
            Metric = section.Optional("metric", QualityMeasure.Ranking(task)[0], value =>
                value.OneOf(QualityMeasure.Ranking(task)[0], QualityMeasure.Ranking(task))
            ),
            MaxFailed = section.Optional("max-failed", otherwise.MaxFailed, value => value.Number(otherwise.MaxFailed, 0, 1)),
            Folds = section.Optional("folds", 0, value => value.Integer(0, 2, 20)),
            Selection = section.Optional<double?>("selection", null, value => value.Number(SearchSettings.UsualSelection, 0, 0.5)),
            Budget = section.Optional<TimeSpan?>("budget", null, value => value.Duration(TimeSpan.FromHours(1))),
        };
        Check(section, settings);
        section.Done();
        return settings;
    }

    private static void Check(YamlSection section, SearchSettings settings)
    {
        if (settings.Space.Count == 0)
        {
            if (section.Has("space"))
            {
                section.Report("space", $"'training.search.space' must name at least one recipe: {string.Join(", ", Recipe.Single)}");
            }

            return;
        }

        foreach (var halving in new[] { "min-share", "eta" }.Where(key => settings.Kind != SearchKind.Asha && section.Has(key)))
        {
            section.Report(
                halving,
                $"'training.search.{halving}' belongs to the kind asha; grid and random train every trial whole, so leave it out"
            );
        }

        if (settings.Folds > 0 && section.Has("selection"))
        {
            section.Report(
                "selection",
                "'training.search.selection' has no meaning beside 'folds', which score on all training rows; leave one of the two out"
            );
        }

        if (settings.Kind == SearchKind.Grid)
        {
            CheckGrid(section, SearchSpace.GridSizeOf(settings.Space));
        }
        else if (SearchSpace.SizeOf(settings.Space) is { } size && size < settings.Trials)
        {
            section.Report(
                section.Has("trials") ? "trials" : "space",
                $"'training.search.trials' is {settings.Trials}, but the space has only {size} different points"
            );
        }
    }

    private static void CheckGrid(YamlSection section, long size)
    {
        if (section.Has("trials"))
        {
            section.Report(
                "trials",
                $"'training.search.trials' has no meaning with the kind grid, which tries all of its {size} points; leave it out"
            );
        }

        if (size > SearchSettings.MostTrials)
        {
            section.Report(
                "space",
                $"the grid of 'training.search.space' has {size} points; a search has at most {SearchSettings.MostTrials} trials"
            );
        }
    }
}
