namespace ServerlessML.GpuRunner.Supervision;

/// <summary>A recipe, ready to start.</summary>
/// <param name="Line">The program and its arguments.</param>
/// <param name="Environment">All that it gets of one.</param>
/// <param name="Isolation">How it is kept apart.</param>
/// <param name="HasNetwork">It can reach other machines.</param>
/// <param name="Folder">Where it starts; null for where the runner is.</param>
/// <param name="Kill">Ends what outlives the process that <paramref name="Line"/> starts; null where nothing does.</param>
/// <param name="WasKilledForMemory">Asks the engine, after the end; null where nobody knows.</param>
internal sealed record RecipeCommand(
    IReadOnlyList<string> Line,
    IReadOnlyDictionary<string, string> Environment,
    Isolation Isolation,
    bool HasNetwork,
    string? Folder = null,
    IReadOnlyList<string>? Kill = null,
    IReadOnlyList<string>? WasKilledForMemory = null
);
