namespace ServerlessML.Workflows.Rollout;

/// <summary>Read what both arms have done under one plan.</summary>
public sealed record ArmsRequest
{
    public required string RunId { get; init; }
    public required string Deployment { get; init; }
    public required int Version { get; init; }
    public required int Champion { get; init; }
    public required int Number { get; init; }
    public required int Step { get; init; }

    /// <summary>The phase before the first step; null within the steps.</summary>
    public RolloutPhase? Phase { get; init; }
    public required double Share { get; init; }
    public required int Revision { get; init; }
    public required DateTimeOffset StepBegan { get; init; }

    /// <summary>When the keys' past is taken from, to adjust by it; null for no adjustment.</summary>
    public DateTimeOffset? PastFrom { get; init; }

    /// <summary>When the first step began: where the keys' past ends.</summary>
    public DateTimeOffset? PastUntil { get; init; }

    /// <summary>Whether outcomes are joined too: the metric of the experiment is made of them.</summary>
    public bool Outcomes { get; init; }
}
