namespace ServerlessML.Preview.Policies;

/// <summary>
/// A first <c>up</c>, from nothing, comes to its end: whatever a resource refers to is made before it, and what only a release puts there
/// (images, functions) is referred to by nothing before the release is named.
/// </summary>
public static class OrderPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph)
    {
        // Settings of a service that is there with its account are needed by nobody who names the service.
        var settings = graph.Of("storage:BlobServiceProperties").Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        var before = graph.Resources.ToDictionary(resource => resource.Name, resource => Before(graph, resource.Name));
        return
        [
            .. graph
                .References.Where(reference => !settings.Contains(reference.To) && !before[reference.From].Contains(reference.To))
                .Select(reference => $"{reference.From}: refers to {reference.To} and does not wait for it"),
            .. graph
                .Resources.Where(resource => before[resource.Name].Contains(resource.Name))
                .Select(resource => $"{resource.Name}: waits for itself"),
            .. from resource in graph.Resources
            where
                resource.Kind == "SystemTopicEventSubscription"
                && ResourceGraph.Strings(resource.Inputs).Any(text => text.Contains("/functions/", StringComparison.Ordinal))
            select $"{resource.Name}: delivers to a function, which is there after the first release only",
            .. FindTooEarly(graph),
        ];
    }

    /// <summary>Images of the stack's own registry, which is empty until it was made and somebody pushed.</summary>
    public static IEnumerable<string> FindOwnImages(ResourceGraph graph) =>
        from resource in graph.Of("app:ContainerApp").Concat(graph.Of("app:Job"))
        from image in ResourceGraph.Strings(resource.Input("template.containers")).Distinct()
        where
            graph
                .Of("containerregistry:Registry")
                .Any(registry => image.StartsWith($"{registry.Text("registryName")}.azurecr.io/", StringComparison.Ordinal))
        select $"{resource.Name}: {image}";

    private static IEnumerable<string> FindTooEarly(ResourceGraph graph) =>
        graph.Release is null ? FindOwnImages(graph).Select(found => $"{found} is not there before the first release") : [];

    /// <summary>All that is made before a resource, by name.</summary>
    public static IReadOnlySet<string> Before(ResourceGraph graph, string from)
    {
        var waits = graph.Waits.ToLookup(wait => wait.From, wait => wait.To);
        HashSet<string> seen = [];
        Stack<string> next = new(waits[from]);
        while (next.TryPop(out var one))
        {
            if (seen.Add(one))
            {
                foreach (var further in waits[one])
                {
                    next.Push(further);
                }
            }
        }

        return seen;
    }
}
