namespace ServerlessML.Serving.Traffic;

/// <summary>What <c>GET /v1/{deployment}</c> shows.</summary>
public sealed record DeploymentState
{
    public required string Deployment { get; init; }

    /// <summary>
    /// <c>serving</c>, <c>stale</c> (serves an older plan, since the newest cannot be used) or <c>waiting</c> (nothing to serve yet).
    /// </summary>
    public required string State { get; init; }

    /// <summary>The revision that is served; null when none is.</summary>
    public int? Revision { get; init; }
    public DateTimeOffset? AppliedAt { get; init; }
    public required IReadOnlyList<VersionState> Versions { get; init; }

    /// <summary>Null when the plan has none.</summary>
    public IReadOnlyList<ShadowState>? Shadows { get; init; }

    /// <summary>Why the newest plan cannot be used; null when it is.</summary>
    public string? LastError { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }
}
