namespace ServerlessML.Workflows.Rollout;

/// <summary>Where the ramp ended.</summary>
public sealed record RampOutcome
{
    public required bool Promoted { get; init; }
    public required string Message { get; init; }
}
