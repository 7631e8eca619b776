namespace ServerlessML.Preview.Policies;

/// <summary>Something that must be so of every stack.</summary>
/// <param name="Name">What must be so.</param>
/// <param name="Find">Where it is not, one line each; nothing where it is kept.</param>
public sealed record Policy(string Name, Func<ResourceGraph, IEnumerable<string>> Find);
