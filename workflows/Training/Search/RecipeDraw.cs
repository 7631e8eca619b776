namespace ServerlessML.Workflows.Training.Search;

/// <summary>Draws different points of one recipe's space, one after the other.</summary>
internal sealed class RecipeDraw
{
    /// <summary>A space of no more points is listed and shuffled; a larger one is drawn from until a point is new.</summary>
    private const int MostListed = 2048;
    private const int MostTries = 1000;

    private readonly RecipeSpace space;
    private readonly SeededDraw random;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<TrialPoint>? listed;

    public RecipeDraw(RecipeSpace space, int seed, int stream)
    {
        this.space = space;
        random = new(seed, stream);
        listed = SearchSpace.SizeOf(space) is <= MostListed ? [.. SearchSpace.All(space)] : null;
    }

    /// <summary>Null when there is no other point, or none that can be found.</summary>
    public TrialPoint? Next()
    {
        if (listed is not null)
        {
            return Listed();
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            var point = Drawn();
            if (seen.Add(point.Text()))
            {
                return point;
            }
        }

        return null;
    }

    private TrialPoint? Listed()
    {
        if (listed!.Count == 0)
        {
            return null;
        }

        var at = random.Below(listed.Count);
        var point = listed[at];
        (listed[at], listed[^1]) = (listed[^1], listed[at]);
        listed.RemoveAt(listed.Count - 1);
        return point;
    }

    private TrialPoint Drawn()
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in space.Parameters)
        {
            parameters[parameter.Name] = parameter.Values is { } values ? values[random.Below(values.Count)] : SearchSpace.At(parameter, random.Unit());
        }

        return new() { Recipe = space.Recipe, Parameters = parameters };
    }
}
