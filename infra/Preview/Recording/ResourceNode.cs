using System.Collections.Immutable;

namespace ServerlessML.Preview.Recording;

/// <summary>A resource as it would be made.</summary>
/// <param name="Name">Within the program.</param>
/// <param name="Type">The token, such as azure-native:storage:StorageAccount.</param>
/// <param name="Part">The name of the component that it belongs to; empty for the stack's own.</param>
/// <param name="IsComponent">Whether it is made of others.</param>
/// <param name="Id">In Azure; for a preview, under a subscription that does not exist.</param>
/// <param name="Inputs">By wire name.</param>
public sealed record ResourceNode(
    string Name,
    string Type,
    string Part,
    bool IsComponent,
    string Id,
    ImmutableSortedDictionary<string, object> Inputs
)
{
    /// <summary>What others can see of it and nothing else has: its id and what Azure would answer.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    public string Kind => Type[(Type.LastIndexOf(':') + 1)..];

    public object? Input(string path)
    {
        object? at = Inputs;
        foreach (var step in path.Split('.'))
        {
            at = at is IReadOnlyDictionary<string, object> map && map.TryGetValue(step, out var inner) ? inner : null;
        }

        return at;
    }

    public string? Text(string path) => Input(path) as string;
}
