namespace ServerlessML.Workflows.Rollout;

/// <summary>An operator's rollback, as it was asked for.</summary>
public sealed record RollbackRequest
{
    public required string Deployment { get; init; }

    /// <summary>Names the change of the plan.</summary>
    public required string ChangeId { get; init; }
    public required string By { get; init; }

    /// <summary>The caller's object id in Entra ID.</summary>
    public string? ById { get; init; }
    public string? Role { get; init; }
    public required string Reason { get; init; }

    /// <summary>The version that was asked for; null for the one that the state names.</summary>
    public int? Version { get; init; }

    /// <summary>The revision of the traffic plan that the person saw; null where they named none.</summary>
    public int? Revision { get; init; }

    /// <summary>The idempotency key that it was asked with; null for none.</summary>
    public string? Key { get; init; }
}
