namespace ServerlessML.Contracts;

/// <summary>From when on people of another role may stand in for whoever is missing.</summary>
public sealed record ApprovalEscalation
{
    /// <summary>Since the run began to wait.</summary>
    public required TimeSpan After { get; init; }
    public required string To { get; init; }
}
