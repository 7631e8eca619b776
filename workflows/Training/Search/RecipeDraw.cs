namespace ServerlessML.Workflows.Training.Search;

/// <summary>Draws different points of one recipe's space, one after the other.</summary>
internal sealed class RecipeDraw
{
    /// <summary>A space of no more points is listed and shuffled; a larger one is drawn from until a point is new.</summary>
    private const int MostListed = 2048;
    private const int MostTries = 1000;

    private readonly RecipeSpace _space;
    private readonly SeededDraw _random;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<TrialPoint>? _listed;

    public RecipeDraw(RecipeSpace space, int seed, int stream)
    {
        this._space = space;
        _random = new(seed, stream);
        _listed = SearchSpace.SizeOf(space) is <= MostListed ? [.. SearchSpace.All(space)] : null;
    }

    /// <summary>Null when there is no other point, or none that can be found.</summary>
    public TrialPoint? Next()
    {
        if (_listed is not null)
        {
            return Listed();
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            var point = Drawn();
            if (_seen.Add(point.Text()))
            {
                return point;
            }
        }

        return null;
    }

    private TrialPoint? Listed()
    {
        if (_listed!.Count == 0)
        {
            return null;
        }

        var at = _random.Below(_listed.Count);
        var point = _listed[at];
        (_listed[at], _listed[^1]) = (_listed[^1], _listed[at]);
        _listed.RemoveAt(_listed.Count - 1);
        return point;
    }

    private TrialPoint Drawn()
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in _space.Parameters)
        {
            parameters[parameter.Name] = parameter.Values is { } values
                ? values[_random.Below(values.Count)]
                : SearchSpace.At(parameter, _random.Unit());
        }

        return new() { Recipe = _space.Recipe, Parameters = parameters };
    }
}
