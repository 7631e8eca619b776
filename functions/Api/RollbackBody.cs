namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/deployments/{deployment}/rollback</c> takes.</summary>
public sealed record RollbackBody
{
    /// <summary>
    /// The version to go back to, which must have been promoted; null for the champion while a challenger ramps, else the champion before.
    /// </summary>
    public int? Version { get; init; }
    public required string Reason { get; init; }

    /// <summary>The revision of the traffic plan that the caller saw; null where they do not say.</summary>
    public int? Revision { get; init; }
}
