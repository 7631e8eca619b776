namespace ServerlessML.Workflows.Training.Search;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020, «A system for massively parallel hyperparameter tuning»): a free place goes to a trial
/// that is among the best 1/eta of its rung so far, from the highest rung down, and else to a new trial. Nobody waits for a rung to fill.
/// Of several equal scores the earlier trial's counts more. Grid and random search are the case of one rung.
/// </summary>
public static class SuccessiveHalving
{
    /// <summary>A rung as near to the whole as this would cost nearly as much and say no more.</summary>
    private const double NearlyAll = 0.8;

    /// <summary>Share of a full training at each rung; the last is 1.</summary>
    public static IReadOnlyList<double> Shares(SearchSettings settings)
    {
        List<double> shares = [];
        if (settings.Kind == SearchKind.Asha)
        {
            for (var share = settings.MinShare; share < NearlyAll; share *= settings.Eta)
            {
                shares.Add(Math.Round(share, 6));
            }
        }

        return [.. shares, 1];
    }

    /// <summary>Null when there is nothing to begin now.</summary>
    public static TrialStep? Next(IReadOnlyList<TrialProgress> trials, int rungs, double eta)
    {
        for (var rung = rungs - 2; rung >= 0; rung--)
        {
            var ended = Ranked(trials, rung).ToList();
            if (ended.Take((int)(ended.Count / eta)).FirstOrDefault(trial => trial.Rests && trial.Scores.Count == rung + 1) is { } promoted)
            {
                return new(promoted.Number, rung + 1);
            }
        }

        return trials
            .Where(trial => trial.Rests && trial.Scores.Count == 0)
            .Select(trial => new TrialStep(trial.Number, 0))
            .FirstOrDefault();
    }

    /// <summary>The best of those that came furthest, failed ones left out; null when there is none.</summary>
    public static TrialProgress? Best(IReadOnlyList<TrialProgress> trials)
    {
        var standing = trials.Where(trial => !trial.Failed && trial.Scores.Count > 0).ToList();
        return standing.Count == 0 ? null : Ranked(standing, standing.Max(trial => trial.Scores.Count) - 1).First();
    }

    private static IOrderedEnumerable<TrialProgress> Ranked(IEnumerable<TrialProgress> trials, int rung) =>
        trials.Where(trial => trial.Scores.Count > rung).OrderByDescending(trial => trial.Scores[rung]).ThenBy(trial => trial.Number);
}
