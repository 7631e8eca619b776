namespace ServerlessML.GpuRunner.Contract;

/// <summary><c>environment.json</c>, which a recipe may write: what it trained with.</summary>
public sealed record RecipeEnvironment
{
    public const string FileName = "environment.json";

    public IReadOnlyDictionary<string, string>? Libraries { get; init; }
    public string? ExecutionProvider { get; init; }
    public string? Gpu { get; init; }
    public string? GpuDriver { get; init; }
}
