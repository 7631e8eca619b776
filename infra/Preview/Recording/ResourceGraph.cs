using System.Collections.Immutable;

namespace ServerlessML.Preview.Recording;

/// <summary>All that a stack would make.</summary>
public sealed record ResourceGraph
{
    public required string Project { get; init; }
    public required string Stack { get; init; }

    /// <summary>The resources, sorted by part and name.</summary>
    public required IReadOnlyList<ResourceNode> Nodes { get; init; }

    /// <summary>Who refers to whom, by names.</summary>
    public required IReadOnlyList<(string From, string To)> References { get; init; }

    /// <summary>Who waits for whom before it is made, by names.</summary>
    public required IReadOnlyList<(string From, string To)> Waits { get; init; }

    /// <summary>The release that the settings name; null before the first.</summary>
    public required string? Release { get; init; }

    /// <summary>What people are told at the end.</summary>
    public required ImmutableSortedDictionary<string, string> Outputs { get; init; }

    public IEnumerable<ResourceNode> Resources => Nodes.Where(node => !node.IsComponent);

    public IEnumerable<ResourceNode> Parts => Nodes.Where(node => node.IsComponent);

    public IEnumerable<ResourceNode> Of(string type) => Nodes.Where(node => node.Type == $"azure-native:{type}");

    /// <summary>The strings anywhere within an input.</summary>
    public static IEnumerable<string> Strings(object? value) =>
        value switch
        {
            string text => [text],
            System.Collections.IDictionary map => map
                .Values.Cast<object?>()
                .SelectMany(Strings)
                .Concat(map.Keys.Cast<object>().OfType<string>()),
            System.Collections.IEnumerable list => list.Cast<object?>().SelectMany(Strings),
            _ => [],
        };
}
