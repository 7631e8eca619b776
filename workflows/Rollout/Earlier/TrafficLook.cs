namespace ServerlessML.Workflows.Rollout.Earlier;

/// <summary>What was counted for the version under the plan that is in force: until June 2027 (<see cref="PlainRamp"/>).</summary>
public sealed record TrafficLook
{
    public required long Requests { get; init; }
    public required long Errors { get; init; }
    public double? P99Milliseconds { get; init; }

    /// <summary>Why nothing could be counted; null when it could.</summary>
    public string? Unavailable { get; init; }
}
