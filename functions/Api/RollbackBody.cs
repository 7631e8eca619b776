namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/deployments/{deployment}/rollback</c> takes.</summary>
public sealed record RollbackBody
{
    /// <summary>The version to go back to; null for the champion while a challenger ramps, else the champion before.</summary>
    public int? Version { get; init; }
    public required string Reason { get; init; }
}
