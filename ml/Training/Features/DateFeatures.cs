namespace ServerlessML.Ml.Training.Features;

/// <summary>What a recipe learns of a column of dates.</summary>
internal static class DateFeatures
{
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="column">The dates.</param>
    /// <param name="nodes">Of each column of dates, by its name.</param>
    /// <returns>Null where nothing is asked of it but to count ages to it.</returns>
    public static FeatureBlock? Of(GraphBuilder graph, DateColumn column, IReadOnlyDictionary<string, DateNodes> nodes)
    {
        var (settings, mine) = (column.Settings, nodes[column.Name]);
        List<(string Name, Value Value)> parts = [];
        foreach (var part in settings.Told(column.Type))
        {
            var (name, value) = ($"/{column.Name}/{part}", mine.Part(part));
            if (settings.Cyclic == true && DateNodes.PeriodOf(part) is { } period)
            {
                var angle = graph.Times(value, graph.Constant(2 * MathF.PI / period));
                parts.Add(($"{name}/sine", graph.Node("Sin", [angle])));
                parts.Add(($"{name}/cosine", graph.Node("Cos", [angle])));
            }
            else
            {
                parts.Add((name, value));
            }
        }

        if (settings.AgeAt is { } at && nodes.TryGetValue(at, out var other))
        {
            parts.Add(($"/{column.Name}/age", mine.DaysTo(other)));
        }

        return parts.Count == 0
            ? null
            : new([.. parts.Select(part => part.Name)], graph.Join([.. parts.Select(part => part.Value)], axis: 1));
    }
}
