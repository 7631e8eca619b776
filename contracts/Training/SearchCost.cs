namespace ServerlessML.Contracts.Training;

/// <summary>What a search took: all its trials, rungs and folds, those that failed included.</summary>
public sealed record SearchCost
{
    /// <summary>The seconds of all trainings, lost attempts included; what had been trained before takes none.</summary>
    public required double Seconds { get; init; }

    /// <summary>The part of <see cref="Seconds"/> that attempts without a model took, as far as their runners reported.</summary>
    public double LostSeconds { get; init; }

    /// <summary>Those that ended with a model, or for good without one.</summary>
    public required int Trainings { get; init; }

    /// <summary>The number of <see cref="Trainings"/> whose result an earlier training had left.</summary>
    public int Cached { get; init; }

    /// <summary>Each recipe's part.</summary>
    public IReadOnlyList<RecipeCost> Recipes { get; init; } = [];

    public static SearchCost Of(SearchReport report)
    {
        List<RecipeCost> recipes =
        [
            .. report
                .Trials.GroupBy(trial => trial.Recipe)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of(group.Key, [.. group])),
        ];
        var rungs = report.Trials.SelectMany(Rungs).ToList();
        return new()
        {
            Seconds = recipes.Sum(recipe => recipe.Seconds),
            LostSeconds = rungs.Sum(rung => rung.LostSeconds ?? 0),
            Trainings = recipes.Sum(recipe => recipe.Trainings),
            Cached = rungs.Sum(rung => rung.Cached),
            Recipes = recipes,
        };
    }

    private static RecipeCost Of(string recipe, IReadOnlyList<SearchTrial> trials)
    {
        var rungs = trials.SelectMany(Rungs).ToList();
        return new(
            recipe,
            trials.Count(trial => Rungs(trial).Any()),
            rungs.Sum(Trained),
            rungs.Sum(rung => rung.Seconds + (rung.LostSeconds ?? 0))
        );
    }

    private static IEnumerable<TrialRung> Rungs(SearchTrial trial) => trial.Broken is { } broken ? trial.Rungs.Append(broken) : trial.Rungs;

    // The one that broke left no result.
    private static int Trained(TrialRung rung) => rung.Results.Count + (rung.Broken == true ? 1 : 0);
}

/// <summary>One recipe's part of what a search took.</summary>
/// <param name="Recipe">Its name.</param>
/// <param name="Trials">That were begun.</param>
/// <param name="Trainings">All their rungs and folds.</param>
/// <param name="Seconds">Of them, lost attempts included.</param>
public sealed record RecipeCost(string Recipe, int Trials, int Trainings, double Seconds);
