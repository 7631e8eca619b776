namespace ServerlessML.Functions.Identity;

/// <summary>Who asks, as it was verified.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Roles)
{
    /// <summary>The object id in Entra ID, which stays with the person when the name does not. Null where there is none.</summary>
    public string? ObjectId { get; init; }
}
