namespace ServerlessML.Workflows.Rollout;

/// <summary>The answer to a <see cref="ClaimRequest"/>.</summary>
public sealed record Claim
{
    public required ClaimOutcome Outcome { get; init; }

    /// <summary>The model's version number, once claimed.</summary>
    public int? Version { get; init; }

    /// <summary>The traffic plan's last change when the place was taken, which the ramp follows; null when there was no plan.</summary>
    public string? PlanChange { get; init; }

    /// <summary>A text for people: who holds the place, or which champion there is now.</summary>
    public required string Message { get; init; }
}
