namespace ServerlessML.Workflows.Rollout;

/// <summary>Write the traffic plan of one step.</summary>
public sealed record ShiftRequest
{
    public required string RunId { get; init; }
    public required string Deployment { get; init; }
    public required int Version { get; init; }
    public int? Champion { get; init; }

    /// <summary>The phase before the first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>The share of requests that the new version scores in the shadow; null for no shadow.</summary>
    public double? Shadow { get; init; }

    /// <summary>The new version's weight in hundredths of a percent; of an A/A check the champion's second arm's.</summary>
    public required int Weight { get; init; }
    public required double Capture { get; init; }
    public required string ChangeId { get; init; }

    /// <summary>
    /// The change this one follows; when the plan's last change is another, somebody else took over. Null when there was no plan.
    /// </summary>
    public string? Follows { get; init; }
    public required string Reason { get; init; }
}
