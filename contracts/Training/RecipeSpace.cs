namespace ServerlessML.Contracts;

/// <summary>The part of a search's space that one recipe trains.</summary>
public sealed record RecipeSpace
{
    public required string Recipe { get; init; }
    public IReadOnlyList<ParameterSpace> Parameters { get; init; } = [];
}
