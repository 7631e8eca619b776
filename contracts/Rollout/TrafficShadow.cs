using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts.Rollout;

/// <summary>A version that scores a share of the requests beside the one that answers them, and answers nobody.</summary>
public sealed record TrafficShadow
{
    public required int Version { get; init; }
    public required Digest Model { get; init; }

    /// <summary>Share of requests, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>
    /// The run whose rollout set it, which goes with the plan that it was set by; null for one that belongs to the deployment.
    /// </summary>
    public string? By { get; init; }

    /// <summary>The profile that the shadow's inputs are counted against, as <see cref="TrafficArm.Profile"/> is an arm's.</summary>
    public Digest? Profile { get; init; }

    /// <summary>The shape of the shadow's answers, as <see cref="TrafficArm.Answers"/> is an arm's.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>What it takes from requests, as <see cref="TrafficArm.Columns"/> is an arm's.</summary>
    public IReadOnlyList<ServedColumn>? Columns { get; init; }
}
