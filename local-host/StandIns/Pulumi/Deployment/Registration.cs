using System.Collections.Immutable;

namespace Pulumi;

/// <summary>What was asked for: its inputs by wire name, those of them that are secret or not known yet, and the resources that it waits for.</summary>
internal sealed record Registration(
    Resource Resource,
    string Urn,
    ImmutableDictionary<string, object> Inputs,
    ImmutableHashSet<string> Secret,
    ImmutableHashSet<string> Unknown,
    ImmutableHashSet<Resource> Dependencies);
