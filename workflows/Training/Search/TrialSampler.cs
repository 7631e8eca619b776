namespace ServerlessML.Workflows.Training.Search;

/// <summary>
/// Which points a search tries. The same settings give the same points; more trials only add some at the end. No point comes twice.
/// </summary>
public static class TrialSampler
{
    /// <summary>
    /// A grid's points in order; of the other kinds as many as are asked for, the recipes in turn, or fewer where the space has no more.
    /// </summary>
    public static IReadOnlyList<TrialPoint> Points(SearchSettings settings)
    {
        if (settings.Kind == SearchKind.Grid)
        {
            return [.. settings.Space.SelectMany(SearchSpace.Grid)];
        }

        var draws = settings.Space.Select((space, stream) => new RecipeDraw(space, settings.Seed, stream)).ToList();
        List<TrialPoint> points = [];
        var turn = 0;
        while (points.Count < settings.Trials && draws.Count > 0)
        {
            if (draws[turn].Next() is { } point)
            {
                points.Add(point);
                turn = (turn + 1) % draws.Count;
                continue;
            }

            draws.RemoveAt(turn);
            turn = draws.Count == 0 ? 0 : turn % draws.Count;
        }

        return points;
    }
}
